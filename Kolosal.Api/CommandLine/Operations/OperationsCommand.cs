using System.CommandLine;

namespace Kolosal.CommandLine;

/// <summary><c>kolosal operations [WORD]</c>: the operations that <c>kolosal call</c> knows. Needs no server.</summary>
internal static class OperationsCommand
{
    public static Command Create()
    {
        var word = new Argument<string?>("word")
        { Description = "Only those with this word in name, area, address or summary.", Arity = ArgumentArity.ZeroOrOne };
        var operations = new Command("operations", "Lists the operations of the server: what 'kolosal call' takes.") { word };
        operations.SetAction(parsed =>
        {
            string wanted = parsed.GetValue(word) ?? "";
            var terminal = new Terminal(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, rich: false);
            var found = ServerDescription.Operations.Where(operation => new[] { operation.Name, operation.Area, operation.Path, operation.Summary }
                .Any(text => text.Contains(wanted, StringComparison.OrdinalIgnoreCase))).OrderBy(operation => operation.Area, StringComparer.Ordinal);
            terminal.Table(["area", "operation", "address", "what it does"],
                [.. found.Select(operation => new[] { operation.Area, operation.Name, $"{operation.Method} {operation.Path}", operation.Summary })]);
            return 0;
        });
        return operations;
    }
}
