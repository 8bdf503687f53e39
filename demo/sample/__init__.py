"""The sample appeal, its invented signatories and the accounts to look at them with."""
