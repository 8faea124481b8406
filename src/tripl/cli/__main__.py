from tripl.cli import main

main(prog_name="tripl")
