using System.CommandLine;

namespace Kolosal.CommandLine;

/// <summary><c>kolosal completion bash | zsh | fish | pwsh</c>: prints what that shell needs to complete this program's commands. The shell asks
/// the program itself, by <c>kolosal "[suggest:POSITION]" "LINE"</c>, where the line stands without the program's name.</summary>
internal static class CompletionCommand
{
    private static readonly ImmutableDictionary<string, string> Scripts = ImmutableDictionary<string, string>.Empty
        .Add("bash", """
            # eval "$(kolosal completion bash)", or into a file of /etc/bash_completion.d
            _kolosal() {
              local line=${COMP_LINE#* } IFS=$'\n'
              local point=$((COMP_POINT - ${#COMP_LINE} + ${#line}))
              COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:$point]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _kolosal kolosal ./kolosal
            """)
        .Add("zsh", """
            #compdef kolosal
            # source <(kolosal completion zsh), or into a file _kolosal of $fpath
            _kolosal() {
              local line=${BUFFER#* }
              local point=$((CURSOR - ${#BUFFER} + ${#line}))
              compadd -- ${(f)"$(${words[1]} "[suggest:$point]" "$line" 2>/dev/null)"}
            }
            compdef _kolosal kolosal
            """)
        .Add("fish", """
            # kolosal completion fish | source, or into ~/.config/fish/completions/kolosal.fish
            function __kolosal
              set -l line (string replace -r '^\S+\s?' '' -- (commandline -cp))
              kolosal "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c kolosal -a '(__kolosal)'
            """)
        .Add("pwsh", """
            # kolosal completion pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName kolosal -ScriptBlock {
              param($word, $ast, $position)
              $line = $ast.ToString() -replace '^\S+\s?', ''
              $point = $position - ($ast.ToString().Length - $line.Length)
              kolosal "[suggest:$point]" "$line" 2>$null | Where-Object { $_ -like "$word*" } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }
            """);

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys.Order(StringComparer.Ordinal)]);
        var completion = new Command("completion", "Prints what a shell needs to complete commands, options and names of operations.") { shell };
        completion.SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.Write(Scripts[parsed.GetValue(shell)!].ReplaceLineEndings("\n") + "\n");
            return 0;
        });
        return completion;
    }
}
