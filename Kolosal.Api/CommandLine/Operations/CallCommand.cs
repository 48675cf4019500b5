using System.CommandLine;

namespace Kolosal.CommandLine;

/// <summary><c>kolosal call OPERATION …</c>: a command for each operation of the server, made of its description.</summary>
internal static class CallCommand
{
    private const string Word = "call";

    /// <param name="withOperations">Whether the line is about it.</param>
    public static Command Create(bool withOperations)
    {
        var call = new Command(Word, "Calls an operation of the server by its name; 'operations' lists them, --help tells each one's options.");
        if (withOperations) foreach (var operation in ServerDescription.Operations) call.Add(OperationCommand.Create(operation));
        return call;
    }

    /// <summary>Whether a line is about this command: the others do not pay for making it.</summary>
    /// <param name="args">As the program got them; a request for completions carries the line as one argument.</param>
    public static bool IsMeant(string[] args) => args.Length > 0 && (args[0] == Word
        || args[0].StartsWith("[suggest", StringComparison.Ordinal) && args[1..].Any(line => line.StartsWith(Word, StringComparison.Ordinal)));
}
