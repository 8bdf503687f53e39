"""Production's processes on one machine: for the tests of deployment and for the benchmarks."""
