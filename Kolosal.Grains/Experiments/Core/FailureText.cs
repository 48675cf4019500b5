using Kolosal.Learning;

namespace Kolosal.Experiments;

/// <summary>Why a computation ended, in words for whoever started it.</summary>
public static class FailureText
{
    private const int Longest = 500;

    /// <summary>The reason: the words of those who foresaw it as they are; of anything else, that nobody did, and what was said.</summary>
    /// <param name="fault">What was thrown.</param>
    public static string Of(Exception fault) => fault switch
    {
        TrainingException => fault.Message,
        ArgumentException or System.Text.Json.JsonException when fault.Source == "System.Text.Json" =>
            "The model came to numbers that are not finite, so it cannot be stored; look for values of extreme size in the columns.",
        ArgumentException argument => Words(argument.Message.Split(" (Parameter '")[0]),
        OutOfMemoryException => "The memory did not suffice; use fewer rows or columns, or a larger machine.",
        _ when fault.Message.Contains("System.", StringComparison.Ordinal) =>
            "It broke off where nobody expected it; the server's log has the details.",
        _ => $"It broke off where nobody expected it: {Words(fault.Message)} The server's log has the details.",
    };

    /// <summary>Why a call to another grain brought nothing.</summary>
    /// <param name="fault">What was thrown.</param>
    public static string OfCall(Exception fault) => fault switch
    {
        OperationCanceledException => "The process of its slot is stopping.",
        TimeoutException => "No answer came in time.",
        _ => Words(fault.Message),
    };

    /// <summary>One line of bounded length that ends like a sentence.</summary>
    private static string Words(string message)
    {
        string line = message.ReplaceLineEndings(" ").Trim();
        if (line.Length > Longest) line = line[..Longest] + "…";
        return line.Length == 0 || line[^1] is '.' or '…' or '!' or '?' ? line : line + ".";
    }
}
