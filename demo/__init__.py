"""`make demo`: all of Paraphe on one machine, with real servers, for trying it out.

Nothing here runs in production, and nothing outside this package imports it but the test
suite (`demo.servers`) and, under `PARAPHE_DEMO`, the addresses of the mail reader.

    __main__      the order in which things come up, and what is said about it
    options       what PORT, DEMO_DIR and the other variables ask for
    environment   the variables and secrets that the processes get
    plan          the programs to run
    supervisor    starts them, restarts what dies, stops all of it
    program       what a program is, and starting one that cannot outlive its parent (tether)
    output        their lines: all to a file, the alarming ones to the terminal
    leftovers     processes of an earlier run that was killed
    servers       PostgreSQL and Valkey: postgres, cluster, valkey, binaries, folders
    readiness     does it answer?
    sample        the sample appeal and its signatories, for `manage.py load_sample`
    static_files  have the style sheets changed since they were collected?
    mail_catcher  an SMTP server that keeps every mail as a file; mailbox reads them back,
                  views and urls show them at /demo/mail/
"""
