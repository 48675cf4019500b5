using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Kolosal.Events;

namespace Kolosal.Predictions;

/// <summary>A record of the prediction log without the inputs of some rows: they become missing values, and the hash of the inputs as they were,
/// which the audit chain seals, takes the place of the hash of the request. Outputs stay: they say nothing of whose they are.</summary>
internal static class ErasedRecord
{
    /// <summary>The record without the inputs of the rows that are named.</summary>
    /// <param name="record">As it stands in the log.</param>
    /// <param name="isErased">Of a row of a request, or of one outcome: its version, batch id, number, and inputs.</param>
    /// <returns>No longer than the record; null when no row is to go, or all that are to go have gone.</returns>
    public static byte[]? Of(ReadOnlySpan<byte> record, RowTest isErased)
    {
        var (model, rowsSha256, request) = ServedRecord.Read(0, record);
        var erased = request.Outcomes is { } outcomes ? Of(request, outcomes, isErased) : Of(request, isErased);
        if (erased is null) return null;
        var buffer = new byte[ServedRecord.MaximumBytes(model, erased)];
        int length = ServedRecord.Write(model, rowsSha256.Span, erased, buffer);
        return buffer[..length];
    }

    private static ServedRequest? Of(ServedRequest request, RowTest isErased)
    {
        if (request.Inputs.Length == 0) return null;
        int width = request.Inputs.Length / request.Rows;
        double[] inputs = [.. request.Inputs];
        bool any = false;
        for (int row = 0; row < request.Rows; row++)
        {
            var values = inputs.AsSpan(row * width, width);
            if (!isErased(request.Version, new(request.BatchId, row), values) || IsGone(values)) continue;
            values.Fill(double.NaN);
            any = true;
        }

        return any ? request with { Inputs = inputs, InputsSha256 = request.InputsSha256 ?? Hash(request.Inputs) } : null;
    }

    private static ServedRequest? Of(ServedRequest request, ImmutableArray<PredictionOutcome> outcomes, RowTest isErased)
    {
        bool any = false;
        var left = outcomes.ToBuilder();
        for (int i = 0; i < outcomes.Length; i++)
        {
            var one = outcomes[i];
            if (!isErased(request.Version, new(one.BatchId, one.Row), one.Inputs) || IsGone(one.Inputs)) continue;
            var gone = new double[one.Inputs.Length];
            Array.Fill(gone, double.NaN);
            left[i] = one with { Inputs = gone };
            any = true;
        }

        return !any ? null : request with
        {
            Outcomes = left.ToImmutable(),
            InputsSha256 = request.InputsSha256 ?? Hash([.. outcomes.SelectMany(outcome => outcome.Inputs)]),
        };
    }

    private static bool IsGone(ReadOnlySpan<double> inputs)
    {
        foreach (double value in inputs)
            if (!double.IsNaN(value)) return false;
        return true;
    }

    private static byte[] Hash(ReadOnlySpan<double> inputs) => SHA256.HashData(MemoryMarshal.AsBytes(inputs));

    /// <summary>Whether the inputs of a row are to go.</summary>
    public delegate bool RowTest(int version, PredictionId id, ReadOnlySpan<double> inputs);
}
