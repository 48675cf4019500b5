using Kolosal.Events;

namespace Kolosal.Predictions;

/// <summary>How much of a prediction log is decoded at once.</summary>
internal static class ReadLimits
{
    /// <summary>Requests in one answer to a reader.</summary>
    public const int Requests = 1_000;

    /// <summary>Values in one answer to a reader, 8 MiB, so that its turn and a message between silos stay short.</summary>
    public const int Cells = 1 << 20;

    /// <summary>Values of a request, or of the rows that outcomes are about.</summary>
    public static long CellsOf(ServedRequest request) =>
        request.Inputs.Length + request.Outputs.Length + (request.Outcomes?.Sum(CellsOf) ?? 0);

    /// <summary>Values of a row with its outcome; what it takes beside them counts as <see cref="OutcomeCells"/>.</summary>
    public static long CellsOf(PredictionOutcome outcome) => outcome.Inputs.Length + outcome.Outputs.Length + OutcomeCells;

    private const int OutcomeCells = 16;
}
