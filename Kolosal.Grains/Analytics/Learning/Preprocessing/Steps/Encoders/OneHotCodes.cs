namespace Kolosal.Learning.Preprocessing.Encoders;

/// <summary>Which category of a column gets no feature, being what is left when all others are 0.</summary>
public enum OneHotDrop
{
    /// <summary>Every category has a feature.</summary>
    None,

    /// <summary>The first one has none, so that features and intercept do not depend on each other.</summary>
    First,

    /// <summary>The first of exactly two has none.</summary>
    IfBinary,
}

/// <param name="Drop">Which category gets no feature. Default: none.</param>
/// <param name="MinRows">Codes in fewer training rows share one feature, behind the others. Default: 1.</param>
public sealed record OneHotCodesOptions(OneHotDrop Drop = OneHotDrop.None, int MinRows = 1)
{
    /// <summary>At least 1.</summary>
    public int MinRows { get; } = Require.AtLeast(MinRows, 1);
}

/// <summary>One feature a code: 1 for the row's own, 0 for the others, as scikit-learn's.</summary>
/// <remarks>
/// Codes that did not occur count as rare where rare ones share a feature, and are all 0 where not. Missing has a feature of its own,
/// the last one, when it occurred; otherwise it is all 0. A dropped category is all 0 as well, and so not told apart from those.
/// </remarks>
public sealed class OneHotCodes(OneHotCodesOptions options) : CodeFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("one_hot", TransformNeeds.Categories,
        new SearchSpace(OptionChoices.Choices("drop", OneHotDrop.None), new IntegerParameter("min_rows", 1, 100, 1, Log: true)),
        given => new OneHotCodes(new OneHotCodesOptions(OptionChoices.Choice<OneHotDrop>(given, "drop"), given.Integer("min_rows"))));

    private protected override CodeTable LearnTable(FeatureInfo column, int[] counts, int rows)
    {
        int[] kept = [.. Enumerable.Range(0, column.Cardinality).Where(code => counts[code] >= options.MinRows)];
        bool rare = Enumerable.Range(0, column.Cardinality).Any(code => counts[code] > 0 && counts[code] < options.MinRows), missing = counts[^1] > 0;
        var groups = kept.Select(code => (Name: $"{column.Name}={code}", Code: code)).ToList();
        if (rare) groups.Add(($"{column.Name}=(rare)", -1));
        if (missing) groups.Add(($"{column.Name}=(missing)", column.Cardinality));
        if (groups.Count > 1 && (options.Drop == OneHotDrop.First || (options.Drop == OneHotDrop.IfBinary && groups.Count == 2))) groups.RemoveAt(0);

        var values = new double[(column.Cardinality + 1) * groups.Count];
        for (int code = 0; code <= column.Cardinality; code++)
        {
            bool isRare = code < column.Cardinality && counts[code] < options.MinRows;
            int at = groups.FindIndex(g => g.Code == (isRare ? -1 : code));
            if (at >= 0) values[code * groups.Count + at] = 1;
        }
        return new([.. groups.Select(g => g.Name)], [.. values]);
    }
}
