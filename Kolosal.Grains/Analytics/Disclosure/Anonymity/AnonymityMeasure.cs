namespace Kolosal.Disclosure;

/// <summary>Measures k, l and t of a table.</summary>
public static class AnonymityMeasure
{
    /// <summary>The figures over all classes.</summary>
    /// <param name="quasiIdentifiers">Columns by which somebody could know a person, values as text; null where missing.</param>
    /// <param name="sensitive">What must not become known; null for none.</param>
    /// <exception cref="ArgumentException">Columns of different lengths, or no column.</exception>
    public static AnonymityReport Of(IReadOnlyList<IReadOnlyList<string?>> quasiIdentifiers, IReadOnlyList<string?>? sensitive)
    {
        var (classes, sizes) = Group(quasiIdentifiers);
        int rows = classes.Length;
        if (rows == 0) return new(0, 0, 0, null, null, null, 0, 0, 0, 0);
        int k = sizes.Min(), uniques = sizes.Count(size => size == 1);
        double discernibility = sizes.Sum(size => (double)size * size);
        var report = new AnonymityReport(rows, k, sizes.Count, null, null, null, uniques, 1.0 / k, (double)sizes.Count / rows, discernibility);
        if (sensitive is null) return report;
        var found = Judge(classes, sizes, SensitiveValues.Of(Checked(sensitive, rows))).ToArray();
        return report with { DistinctL = found.Min(c => c.Distinct), EntropyL = found.Min(c => c.Entropy), T = found.Max(c => c.T) };
    }

    /// <summary>Every class, in the order of its key.</summary>
    /// <inheritdoc cref="Of"/>
    public static ImmutableArray<AnonymityClass> Classes(IReadOnlyList<IReadOnlyList<string?>> quasiIdentifiers, IReadOnlyList<string?> sensitive)
    {
        var (classes, sizes) = Group(quasiIdentifiers);
        var first = new int[sizes.Count];
        for (int row = classes.Length - 1; row >= 0; row--) first[classes[row]] = row;
        var found = Judge(classes, sizes, SensitiveValues.Of(Checked(sensitive, classes.Length))).ToArray();
        return [.. found.Select((c, i) => new AnonymityClass(
                [.. quasiIdentifiers.Select(column => column[first[i]])], sizes[i], c.Distinct, c.Entropy, c.Recursive, c.T))
            .OrderBy(c => string.Join('\u0001', c.Key), StringComparer.Ordinal)];
    }

    /// <summary>Rows in classes smaller than k: what would have to go to reach it.</summary>
    public static int RowsBelow(IReadOnlyList<IReadOnlyList<string?>> quasiIdentifiers, int k) =>
        Group(quasiIdentifiers).Sizes.Where(size => size < k).Sum();

    /// <summary>The class of each row, numbered by first appearance, and the classes' sizes.</summary>
    internal static (int[] Classes, List<int> Sizes) Group(IReadOnlyList<IReadOnlyList<string?>> columns)
    {
        if (columns.Count == 0) throw new ArgumentException("Need at least one quasi-identifier, got none.", nameof(columns));
        int rows = columns[0].Count;
        var classes = new int[rows];
        int count = 1;
        foreach (var column in columns)
        {
            // Refines the classes so far by one column: no key of all columns is ever built.
            Checked(column, rows);
            var refined = new Dictionary<(int Class, string Value), int>();
            for (int row = 0; row < rows; row++)
            {
                var key = (classes[row], column[row] is { } value ? $"v{value}" : "");
                if (!refined.TryGetValue(key, out int at)) refined.Add(key, at = refined.Count);
                classes[row] = at;
            }

            count = refined.Count;
        }

        var sizes = new int[rows == 0 ? 0 : count];
        foreach (int at in classes) sizes[at]++;
        return (classes, [.. sizes]);
    }

    private static IEnumerable<(int Distinct, double Entropy, double? Recursive, double T)> Judge(
        int[] classes, List<int> sizes, SensitiveValues sensitive)
    {
        var members = new List<int>[sizes.Count];
        for (int row = 0; row < classes.Length; row++) (members[classes[row]] ??= []).Add(sensitive.Codes[row]);
        var counts = new int[sensitive.Values];
        foreach (var codes in members)
        {
            Array.Clear(counts);
            foreach (int code in codes) counts[code]++;
            var (distinct, entropy) = SensitiveValues.Diversity(counts, codes.Count);
            int most = counts.Max();
            yield return (distinct, entropy, distinct < 2 ? null : (double)most / (codes.Count - most), sensitive.Distance(counts, codes.Count));
        }
    }

    private static IReadOnlyList<string?> Checked(IReadOnlyList<string?> column, int rows) => column.Count == rows ? column
        : throw new ArgumentException($"Every column needs {rows} rows, got {column.Count}.", nameof(column));
}
