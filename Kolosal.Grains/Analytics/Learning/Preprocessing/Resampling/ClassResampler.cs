using Kolosal.Statistics;

namespace Kolosal.Learning.Preprocessing.Resampling;

/// <param name="Ratio">The size that every smaller class is brought to, as a share of the greatest class; above 0, at most 1. Default: 1.</param>
/// <param name="Neighbours">Neighbours that count where a way looks at any, at least 1. Default: 5.</param>
public sealed record ClassResamplerOptions(double Ratio = 1, int Neighbours = 5)
{
    /// <summary>Above 0, at most 1.</summary>
    public double Ratio { get; } = Require.AboveUpTo(Ratio, 0, 1);

    /// <summary>At least 1.</summary>
    public int Neighbours { get; } = Require.AtLeast(Neighbours, 1);

    /// <summary>The ratio as a parameter of a search space.</summary>
    internal static FloatParameter RatioParameter { get; } = new("ratio", 0.1, 1, 1);

    /// <summary>The neighbours as a parameter of a search space.</summary>
    internal static IntegerParameter NeighboursParameter { get; } = new("neighbours", 1, 20, 5);

    /// <summary>The options from hyper-parameters.</summary>
    internal static ClassResamplerOptions From(HyperParameters given) => given.Contains("neighbours")
        ? new(given.Float("ratio"), given.Integer("neighbours")) : new(given.Float("ratio"));
}

/// <summary>Ways to make classes more alike in size. Rows of weight 0 are left out first; sizes are numbers of rows.</summary>
public abstract class ClassResampler : IResampler
{
    private protected ClassResampler(string name, ClassResamplerOptions options) => (Name, Options) = (name, options);

    /// <inheritdoc/>
    public string Name { get; }

    private protected ClassResamplerOptions Options { get; }

    /// <summary>Whether distances between rows matter, so that codes and holes are refused.</summary>
    private protected virtual bool NeedsNumbers => true;

    /// <inheritdoc/>
    public TrainingSet Resample(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (rows.Task == LearningTask.Regression) throw new TrainingException($"'{Name}' balances classes, and the target is a number.");
        if (NeedsNumbers) CheckNumbers(rows);
        if (!rows.Weights.IsEmpty) rows = rows.Take([.. Enumerable.Range(0, rows.Rows).Where(row => rows.Weight(row) > 0)]);
        int[][] members = [.. Enumerable.Range(0, rows.Classes)
            .Select(k => Enumerable.Range(0, rows.Rows).Where(row => rows.Labels.Span[row] == k).ToArray())];
        return Resample(rows, members, new SeededRandom(seed), cancel);
    }

    /// <summary>Resamples rows that all count.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="members">The rows of each class.</param>
    /// <param name="random">The only source of randomness.</param>
    /// <param name="cancel">Polled inside the loops.</param>
    private protected abstract TrainingSet Resample(TrainingSet rows, int[][] members, SeededRandom random, CancellationToken cancel);

    /// <summary>How many rows a smaller class that occurs shall have.</summary>
    private protected int Wanted(int[][] members) => (int)Math.Round(Options.Ratio * members.Max(m => m.Length));

    private void CheckNumbers(TrainingSet rows)
    {
        if (rows.Columns.FirstOrDefault(c => c.IsCategorical) is { IsCategorical: true } codes)
            throw new TrainingException($"'{Name}' measures distances, and '{codes.Name}' holds codes; encode it first.");
        int hole = rows.Features.ToArray().AsSpan().IndexOf(double.NaN);
        if (hole >= 0)
            throw new TrainingException($"'{Name}' needs every value, but '{rows.Columns[hole % rows.Columns.Length].Name}' has none in row "
                + $"{hole / rows.Columns.Length}; impute it first.");
    }
}

/// <summary>Repeats rows of smaller classes, drawn at random with replacement, until each has its share of the greatest.</summary>
public sealed class RandomOverSampler(ClassResamplerOptions options) : ClassResampler(Descriptor.Name, options)
{
    /// <summary>The entry in <see cref="Resamplers.All"/>.</summary>
    public static ResamplerDescriptor Descriptor { get; } =
        new("random_over_sampler", new SearchSpace(ClassResamplerOptions.RatioParameter), given =>
            new RandomOverSampler(ClassResamplerOptions.From(given)));

    private protected override bool NeedsNumbers => false;

    private protected override TrainingSet Resample(TrainingSet rows, int[][] members, SeededRandom random, CancellationToken cancel)
    {
        int wanted = Wanted(members);
        var chosen = Enumerable.Range(0, rows.Rows).ToList();
        foreach (int[] own in members.Where(m => m.Length > 0))
            for (int i = own.Length; i < wanted; i++) chosen.Add(own[random.Next(own.Length)]);
        return rows.Take([.. chosen]);
    }
}

/// <summary>Leaves out rows of greater classes at random until none is more than 1 / ratio times the smallest that occurs.</summary>
public sealed class RandomUnderSampler(ClassResamplerOptions options) : ClassResampler(Descriptor.Name, options)
{
    /// <summary>The entry in <see cref="Resamplers.All"/>.</summary>
    public static ResamplerDescriptor Descriptor { get; } =
        new("random_under_sampler", new SearchSpace(ClassResamplerOptions.RatioParameter), given =>
            new RandomUnderSampler(ClassResamplerOptions.From(given)));

    private protected override bool NeedsNumbers => false;

    private protected override TrainingSet Resample(TrainingSet rows, int[][] members, SeededRandom random, CancellationToken cancel)
    {
        int most = NearMiss.MaxRows(members, Options.Ratio);
        var chosen = new List<int>();
        foreach (int[] own in members)
        {
            int[] drawn = [.. own];
            random.Shuffle<int>(drawn);
            chosen.AddRange(drawn.Take(most));
        }
        chosen.Sort();
        return rows.Take([.. chosen]);
    }
}
