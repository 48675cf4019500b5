namespace Kolosal.Datasets;

/// <summary>The names of a table's columns.</summary>
public static class ColumnNames
{
    private const int MaximumLength = 200;

    /// <summary>The names, trimmed, blank ones made up by position.</summary>
    /// <exception cref="RejectedContentException">A name stands twice or is too long.</exception>
    public static ImmutableArray<string> Check(IReadOnlyList<string?> names)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (string? name in names)
        {
            string trimmed = name?.Trim() ?? "";
            if (trimmed.Length > MaximumLength)
                throw new RejectedContentException(RejectionKind.Unusable, "datasets.column-name", $"A column name has {trimmed.Length} characters "
                    + $"('{trimmed[..20]}…'); at most {MaximumLength} are taken. Check that the file has a header row.");
            if (trimmed.Length > 0 && !taken.Add(trimmed))
                throw new RejectedContentException(RejectionKind.Unusable, "datasets.duplicate-column",
                    $"The column name '{trimmed}' stands twice. Give every column its own name.");
        }

        var named = ImmutableArray.CreateBuilder<string>(names.Count);
        for (int i = 0; i < names.Count; i++)
        {
            string trimmed = names[i]?.Trim() ?? "";
            named.Add(trimmed.Length > 0 ? trimmed : Made(i + 1, taken));
        }

        return named.MoveToImmutable();
    }

    private static string Made(int position, HashSet<string> taken)
    {
        string name = $"column_{position}";
        while (!taken.Add(name)) name += "_";
        return name;
    }
}
