using System.Globalization;

namespace Kolosal.Learning.Import;

/// <summary>Lines <c>name=value</c> of a LightGBM model text up to an empty line; the header is one, every tree is one.</summary>
internal sealed class LightGbmSection
{
    private static readonly NumberFormatInfo Spelling =
        new() { PositiveInfinitySymbol = "inf", NegativeInfinitySymbol = "-inf", NaNSymbol = "nan" };

    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    private LightGbmSection(string first) => First = first;

    /// <summary>The first line.</summary>
    public string First { get; }

    /// <summary>The next section; null at the end of the text or of the trees.</summary>
    public static LightGbmSection? Next(TextReader text)
    {
        string? line;
        do line = text.ReadLine();
        while (line is { Length: 0 });
        if (line is null or "end of trees") return null;
        var section = new LightGbmSection(line);
        for (; line is { Length: > 0 } and not "end of trees"; line = text.ReadLine())
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            section.values[equals < 0 ? line : line[..equals]] = equals < 0 ? "" : line[(equals + 1)..];
        }
        return section;
    }

    /// <summary>Whether there is a line of a name.</summary>
    public bool Has(string name) => values.ContainsKey(name);

    /// <summary>The value of a line.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public string Text(string name) =>
        values.TryGetValue(name, out string? value) ? value
            : throw new InvalidDataException($"'{First}' needs a line '{name}=', there is none.");

    /// <summary>A whole number.</summary>
    public int Integer(string name) =>
        Integers(name) is [var number] ? number : throw new InvalidDataException($"'{name}' must be one whole number.");

    /// <summary>Whole numbers, as many as there are.</summary>
    public int[] Integers(string name) => Parts<int>(name, NumberStyles.AllowLeadingSign);

    /// <summary>Words of 32 bits.</summary>
    public uint[] Words(string name) => Parts<uint>(name, NumberStyles.None);

    /// <summary>Numbers, as many as there are; without an end as C++ writes them.</summary>
    public double[] Numbers(string name) => Parts<double>(name, NumberStyles.Float);

    private T[] Parts<T>(string name, NumberStyles style) where T : System.Numerics.INumber<T>
    {
        string[] words = Text(name).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Array.ConvertAll(words, word => T.TryParse(word, style, Spelling, out var number) ? number
            : throw new InvalidDataException(
                $"'{name}' of '{First}' holds '{(word.Length <= 40 ? word : word[..40] + "…")}', which is no number."));
    }
}
