using Kolosal.Events;

namespace Kolosal.Predictions;

/// <summary>How much of a prediction log is decoded at once.</summary>
internal static class ReadLimits
{
    /// <summary>Requests in one answer to a reader.</summary>
    public const int Requests = 1_000;

    /// <summary>Values in one answer to a reader, 8 MiB, so that its turn and a message between silos stay short.</summary>
    public const int Cells = 1 << 20;

    /// <summary>Values of a request.</summary>
    public static long CellsOf(ServedRequest request) => request.Inputs.Length + request.Outputs.Length;
}
