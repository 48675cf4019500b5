using System.Globalization;

namespace Kolosal.Events;

/// <summary>Names one predicted row: <c>prd_</c>, the request's batch id as 32 hexadecimal digits, <c>_</c>, the row's number from 0.</summary>
[GenerateSerializer, Immutable, Alias("kolosal.prediction-id")]
public readonly record struct PredictionId(Guid BatchId, int Row)
{
    private const string Prefix = "prd_";
    private const int BatchDigits = 32;

    public static bool TryParse(ReadOnlySpan<char> text, out PredictionId id)
    {
        id = default;
        int row = Prefix.Length + BatchDigits + 1;
        if (text.Length <= row || !text.StartsWith(Prefix) || text[row - 1] != '_') return false;
        if (!Guid.TryParseExact(text.Slice(Prefix.Length, BatchDigits), "N", out var batch)) return false;
        if (!int.TryParse(text[row..], NumberStyles.None, CultureInfo.InvariantCulture, out int number)) return false;
        id = new(batch, number);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{BatchId:N}_{Row}");
}
