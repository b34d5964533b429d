# bash completion for rollcallctl: commands from its own help, words and options of each command from that command's help.
_rollcallctl() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local program=${COMP_WORDS[0]} words=() index command

    case $previous in
        --cluster) return ;;
        --profile)
            mapfile -t COMPREPLY < <(compgen -W "standard tolerant" -- "$current")
            return
            ;;
        --edition)
            mapfile -t COMPREPLY < <(compgen -W "basic basic-load-balancing enterprise" -- "$current")
            return
            ;;
        --directory | --ready-file | --output | --out)
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return
            ;;
    esac
    # The words before the cursor that are neither options nor the value of --cluster: the command so far.
    for ((index = 1; index < COMP_CWORD; index++)); do
        case ${COMP_WORDS[index]} in
            --cluster) ((index++)) ;;
            -*) ;;
            *) words+=("${COMP_WORDS[index]}") ;;
        esac
    done
    # "help node drain" is completed as "node drain".
    if [ "${words[0]-}" = help ]; then words=("${words[@]:1}"); fi
    local commands
    commands=$("$program" --help 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z][a-z ]*[a-z]\)  .*/\1/p')

    # A command is one or two words: "status", "node drain".
    command="${words[0]-} ${words[1]-}"
    grep -qxF "$command" <<<"$commands" || command=${words[0]-}
    if [ -n "$command" ] && grep -qxF "$command" <<<"$commands"; then
        local help
        help=$("$program" $command --help 2>/dev/null)
        if [[ $current == -* ]]; then
            mapfile -t COMPREPLY < <(compgen -W "$(grep -o -- '--[a-z-]*' <<<"$help" | sort -u)" -- "$current")
        elif [[ $command == "key rotate" && ${words[2]-} == start ]]; then
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
        elif [[ $command == "settings "[gs]et ]]; then
            mapfile -t COMPREPLY < <(compgen -W "$(grep -oE '([a-z]+\.[a-z_]*[a-z]|Artifacts\.BasePath)' <<<"$help" | sort -u)" -- "$current")
        else
            mapfile -t COMPREPLY < <(compgen -W "$(sed -n '1s/.* \([a-z0-9-]*|[a-z0-9|-]*\).*/\1/p' <<<"$help" | tr '|' ' ')" -- "$current")
        fi
    elif [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "--cluster --json --help --version" -- "$current")
    elif [ -n "${words[0]-}" ]; then
        mapfile -t COMPREPLY < <(compgen -W "$(sed -n "s/^${words[0]} //p" <<<"$commands")" -- "$current")
    else
        mapfile -t COMPREPLY < <(compgen -W "$(cut -d' ' -f1 <<<"$commands" | sort -u)" -- "$current")
    fi
}
complete -F _rollcallctl rollcallctl
