namespace Kolosal.Predictions;

/// <summary>Categories by UTF-8 text: those the encoder knows, so that their strings are not made again, and those the monitors count.</summary>
internal sealed class CategoryNames(ImmutableArray<string> known, ImmutableArray<string> counted)
{
    private readonly Utf8Names names = new(known), logged = new(counted);
    private readonly int[] translated = [.. known.Select(category => counted.IndexOf(category))];

    /// <summary>How many the encoder knows.</summary>
    public int Count => translated.Length;

    /// <summary>The position among those the encoder knows, or −1.</summary>
    public int Known(ReadOnlySpan<byte> text, int guess = -1) => names.Find(text, guess);

    /// <summary>The position of a known category among those the monitors count, or −1.</summary>
    public int LoggedOf(int category) => translated[category];

    /// <summary>The position of a text among those the monitors count, or −1.</summary>
    public int Logged(ReadOnlySpan<byte> text) => logged.Find(text);
}
