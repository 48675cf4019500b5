using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Additive;

/// <summary>The bytes of an explainable boosting machine.</summary>
internal static class ExplainableBoostingCodec
{
    private const byte Version = 1;

    // No sound model comes near: damaged bytes end there.
    private const int MaxColumns = 1 << 20, MaxClasses = 1 << 16, MaxCategories = 1 << 24, MaxPairs = 1 << 10, MaxGroups = 64;

    public static void Write(BinaryWriter writer, AdditiveTerms terms, int classes)
    {
        writer.WriteVersion(Version);
        writer.Write(classes);
        writer.Write(terms.Bins.Length);
        writer.WriteNumbers(terms.Intercepts);
        for (int c = 0; c < terms.Bins.Length; c++)
        {
            var bins = terms.Bins[c];
            writer.Write(bins.Bins);
            writer.Write(bins.Thresholds.Length);
            writer.WriteNumbers(bins.Thresholds);
            writer.Write(bins.Categories.Length);
            writer.Write(bins.Categories);
            writer.WriteNumbers(terms.Shapes[c]);
            writer.WriteNumbers(terms.Weights[c]);
        }
        writer.Write(terms.Pairs.Length);
        for (int p = 0; p < terms.Pairs.Length; p++)
        {
            foreach (var axis in (CoarseAxis[])[terms.Pairs[p].First, terms.Pairs[p].Second])
            {
                writer.Write(axis.Column);
                writer.Write(axis.Groups);
                writer.Write(axis.GroupOf);
            }
            writer.WriteNumbers(terms.PairTables[p]);
            writer.WriteNumbers(terms.PairWeights[p]);
        }
    }

    /// <exception cref="InvalidDataException">The bytes are none of an explainable boosting machine.</exception>
    public static ExplainableBoostingModel Read(BinaryReader reader)
    {
        if (reader.ReadVersion(Version) == 0) throw Damaged("it has no version");
        int classes = reader.ReadInt32(), columns = reader.ReadInt32();
        if (classes is not (0 or (>= 2 and <= MaxClasses)) || columns is < 1 or > MaxColumns) throw Damaged($"{classes} classes, {columns} columns");
        int scores = AdditiveRows.ScoresOf(classes);
        double[] intercepts = reader.ReadFinite(scores);
        List<FeatureBins> bins = [];
        List<double[]> shapes = [], weights = [];
        for (int c = 0; c < columns; c++)
        {
            bins.Add(ReadBins(reader, c));
            shapes.Add(reader.ReadFinite((long)scores * (bins[c].Bins + 1)));
            weights.Add(reader.ReadFinite(bins[c].Bins + 1));
        }
        int count = reader.ReadInt32();
        if (count is < 0 or > MaxPairs || (count > 0 && scores > 1)) throw Damaged($"{count} pairs of {scores} scores");
        List<PairTerm> pairs = [];
        List<double[]> tables = [], cells = [];
        for (int p = 0; p < count; p++)
        {
            pairs.Add(new(ReadAxis(reader, bins), ReadAxis(reader, bins)));
            tables.Add(reader.ReadFinite(pairs[p].Slots));
            cells.Add(reader.ReadFinite(pairs[p].Slots));
        }
        return new(new(intercepts, [.. bins], [.. shapes], [.. weights], [.. pairs], [.. tables], [.. cells]), classes);
    }

    private static FeatureBins ReadBins(BinaryReader reader, int column)
    {
        int bins = reader.ReadInt32(), thresholds = reader.ReadInt32();
        if (bins is < 1 or > FeatureBins.MaxBins || thresholds is < 0 or >= FeatureBins.MaxBins) throw Damaged($"column {column} has {bins} bins");
        double[] edges = reader.ReadFinite(thresholds);
        for (int t = 1; t < edges.Length; t++) if (!(edges[t] > edges[t - 1])) throw Damaged($"edges of column {column} do not rise");
        int categories = reader.ReadInt32();
        if (categories is < 0 or > MaxCategories || (categories > 0 ? thresholds > 0 : bins != thresholds + 1))
            throw Damaged($"column {column} has {categories} categories and {thresholds} edges for {bins} bins");
        if (categories == 0) return FeatureBins.FromThresholds(edges);
        byte[] steps = reader.ReadBytes(categories);
        if (steps.Length < categories)
            throw new EndOfStreamException($"Column {column} has {categories} categories, the bytes end after {steps.Length}.");
        foreach (byte step in steps) if (step >= bins) throw Damaged($"a category of column {column} is in bin {step} of {bins}");
        return FeatureBins.FromCategories(steps, bins);
    }

    private static CoarseAxis ReadAxis(BinaryReader reader, List<FeatureBins> bins)
    {
        int column = reader.ReadInt32(), groups = reader.ReadInt32();
        if (column < 0 || column >= bins.Count || groups is < 2 or > MaxGroups) throw Damaged($"a pair of column {column} in {groups} groups");
        int slots = bins[column].Bins + 1;
        byte[] groupOf = reader.ReadBytes(slots);
        if (groupOf.Length < slots) throw new EndOfStreamException($"A pair needs the groups of {slots} bins, the bytes end after {groupOf.Length}.");
        foreach (byte group in groupOf) if (group >= groups) throw Damaged($"a bin of column {column} is in group {group} of {groups}");
        return new(column, groupOf, groups);
    }

    private static InvalidDataException Damaged(string why) => new($"Not an explainable boosting machine: {why}.");
}
