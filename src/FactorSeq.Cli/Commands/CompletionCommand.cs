using System.CommandLine;

namespace FactorSeq.Cli.Commands;

/// <summary><c>factorseq completion SHELL</c>: a script that has the shell ask this program what could come next.</summary>
internal static class CompletionCommand
{
    private static readonly (string Shell, string Script)[] Scripts =
    [
        ("bash", """
            # eval "$(factorseq completion bash)", in ~/.bashrc
            _factorseq_complete() {
                local IFS=$'\n'
                local before="${COMP_LINE:0:COMP_POINT}"
                COMPREPLY=($(compgen -W "$(factorseq "[suggest:${#before}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _factorseq_complete factorseq
            """),
        ("zsh", """
            # eval "$(factorseq completion zsh)", in ~/.zshrc behind compinit
            _factorseq() {
                local -a found
                found=("${(@f)$(factorseq "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
                compadd -a found
            }
            compdef _factorseq factorseq
            """),
        ("fish", """
            # factorseq completion fish | source, in ~/.config/fish/config.fish
            complete -f -c factorseq -a '(factorseq "[suggest:"(commandline -C)"]" (commandline -b) 2>/dev/null)'
            """),
        ("pwsh", """
            # factorseq completion pwsh | Out-String | Invoke-Expression, in $PROFILE
            Register-ArgumentCompleter -Native -CommandName factorseq -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                factorseq "[suggest:$cursorPosition]" "$commandAst" 2>$null |
                    Where-Object { $_ -like "$wordToComplete*" } |
                    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
            }
            """),
    ];

    internal static Command Create(Workbench bench)
    {
        var shell = new Argument<string>("shell") { Description = "The shell.", HelpName = "SHELL" };
        shell.AcceptOnlyFromAmong([.. Scripts.Select(row => row.Shell)]);
        return bench.Doing(
            new Command("completion", "Prints a script that completes commands, options and logins; its first line says where to put it.") { shell },
            (invocation, _) =>
            {
                invocation.Terminal.Line(Scripts.Single(row => row.Shell == invocation.Get(shell)).Script);
                return Task.CompletedTask;
            });
    }
}
