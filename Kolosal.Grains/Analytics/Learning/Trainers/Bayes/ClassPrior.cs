namespace Kolosal.Learning.Bayes;

/// <summary>What is believed of a row's class before its values are seen.</summary>
public sealed record ClassPrior
{
    /// <summary>The logarithm given to a class of share 0: no value can make up for it, and unlike −∞ it can be added and written as JSON.</summary>
    internal const double Never = -1e300;

    private readonly bool learnt;

    private ClassPrior(bool learnt, ImmutableArray<double> shares) => (this.learnt, Shares) = (learnt, shares);

    /// <summary>The weighted shares of the training rows.</summary>
    public static ClassPrior Learnt { get; } = new(true, []);

    /// <summary>Every class that occurs in the training rows is equally likely.</summary>
    public static ClassPrior Uniform { get; } = new(false, []);

    /// <summary>The shares given, empty when they come from the rows.</summary>
    public ImmutableArray<double> Shares { get; }

    /// <summary>Known shares.</summary>
    /// <param name="shares">One a class, not negative, of sum 1 up to 1e-8.</param>
    public static ClassPrior Of(params ImmutableArray<double> shares) =>
        shares.All(s => s >= 0) && Math.Abs(shares.Sum() - 1) <= 1e-8 ? new(false, shares)
            : throw new ArgumentOutOfRangeException(nameof(shares), string.Join(", ", shares),
                "Prior shares must not be negative and must sum to 1.");

    /// <summary>The shares for counted classes.</summary>
    /// <param name="counts">The weight of each class in the training rows.</param>
    /// <exception cref="TrainingException">As many shares as classes were not given.</exception>
    internal double[] Of(ReadOnlySpan<double> counts)
    {
        if (!Shares.IsEmpty)
            return Shares.Length == counts.Length ? [.. Shares]
                : throw new TrainingException($"Need one prior share a class, got {Shares.Length} for {counts.Length} classes.");
        double[] shares = new double[counts.Length];
        double total = 0;
        for (int k = 0; k < shares.Length; k++) total += shares[k] = learnt ? counts[k] : counts[k] > 0 ? 1 : 0;
        for (int k = 0; k < shares.Length; k++) shares[k] /= total;
        return shares;
    }

    /// <summary>The logarithms of the shares; <see cref="Never"/> for a class that has none or does not occur in the rows.</summary>
    internal double[] Logarithms(ReadOnlySpan<double> counts)
    {
        double[] shares = Of(counts);
        for (int k = 0; k < shares.Length; k++) shares[k] = shares[k] > 0 && counts[k] > 0 ? Math.Log(shares[k]) : Never;
        return shares;
    }

    /// <summary>From a hyper-parameter: "learnt" or "uniform".</summary>
    internal static ClassPrior Parse(string name) => name == "uniform" ? Uniform : Learnt;

    /// <inheritdoc/>
    public bool Equals(ClassPrior? other) => other is not null && learnt == other.learnt && Shares.SequenceEqual(other.Shares);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(learnt, Shares.Length);
}
