/// What `sudo` is in a sandbox: its user is uid 0 already, and a real sudo cannot become the
/// machine's root there.
enum SudoPassThrough {
  /// Takes sudo(8)'s usual options and runs the command as it is.
  static let script = """
    #!/bin/sh
    # Everything in a sandbox runs as its own root, so sudo only has to run the command.
    while [ $# -gt 0 ]; do
      case $1 in
        --) shift; break ;;
        -u|--user|-g|--group|-h|--host|-p|--prompt|-C|-D|--chdir|-r|-t)
          case $1 in -u|--user)
            if [ "${2-}" != root ] && [ "${2-}" != '#0' ]; then
              echo "sudo: this sandbox has no user '${2-}' to become" >&2; exit 1
            fi ;;
          esac
          shift; [ $# -gt 0 ] && shift ;;
        -i|--login|-s|--shell)
          shift; [ $# -gt 0 ] || exec "${SHELL:-/bin/sh}"; exec "$@" ;;
        -v|--validate|-k|-K) exit 0 ;;
        -*) shift ;;
        *=*) export "$1"; shift ;;
        *) break ;;
      esac
    done
    [ $# -gt 0 ] || { echo 'usage: sudo COMMAND' >&2; exit 1; }
    exec "$@"

    """
}
