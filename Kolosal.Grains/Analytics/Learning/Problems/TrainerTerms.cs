namespace Kolosal.Learning;

/// <summary>What a problem or a plan asks of a trainer beside its hyper-parameters; see <see cref="TrainerDescriptor.Under"/>.</summary>
public sealed record TrainerTerms
{
    /// <summary>Nothing.</summary>
    public static TrainerTerms Free { get; } = new();

    /// <summary>What is to be said of the target, or null for its mean or classes. A quantile has to be kept; the others are kept by whoever
    /// can.</summary>
    public LearningAim? Aim { get; init; }

    /// <summary>Of a quantile.</summary>
    public double Level { get; init; } = 0.5;

    /// <summary>1 or −1 by the name of a column of numbers with which the output may only rise or only fall. Has to be kept.</summary>
    public ImmutableSortedDictionary<string, int> Directions { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>Groups of column names: columns act together only within a group; columns that no group names are one group more. Has to be
    /// kept.</summary>
    public ImmutableArray<ImmutableArray<string>> Interactions { get; init; } = [];

    /// <summary>Losses that a regression may be fitted by, the usual one first: squared, absolute, huber, poisson, gamma, tweedie. Empty for the
    /// trainer's own. A trainer offers those it knows as a hyper-parameter.</summary>
    public ImmutableArray<string> Losses { get; init; } = [];

    /// <summary>Whether boosting with dropout (DART) is offered as a hyper-parameter.</summary>
    public bool Dropout { get; init; }

    /// <summary>Whether a trainer that knows of none of this must not be taken.</summary>
    public bool MustBeKept => Aim == LearningAim.Quantile || !Directions.IsEmpty || !Interactions.IsDefaultOrEmpty;

    /// <summary>Whether nothing is asked.</summary>
    public bool AreFree => !MustBeKept && Aim is null && Losses.IsDefaultOrEmpty && !Dropout;

    /// <summary>The direction of each feature, 0 for free ones; those that no column has by its own name are free.</summary>
    public ImmutableArray<int> DirectionsOf(ImmutableArray<FeatureInfo> columns) =>
        Directions.IsEmpty ? [] : [.. columns.Select(c => Directions.GetValueOrDefault(c.Name))];

    /// <summary>The numbers of the features of each group; a feature belongs to the column it was made of. Groups without any are left out.
    /// </summary>
    public ImmutableArray<ImmutableArray<int>> InteractionsOf(ImmutableArray<FeatureInfo> columns) => Interactions.IsDefaultOrEmpty ? [] :
    [
        .. Interactions.Select(group => (ImmutableArray<int>)
            [.. Enumerable.Range(0, columns.Length).Where(c => group.Any(name => IsOf(columns[c].Name, name)))]).Where(group => !group.IsEmpty),
    ];

    /// <summary>Encoders name a feature after its column, what it says of it behind a mark.</summary>
    private static bool IsOf(string feature, string column) => feature.StartsWith(column, StringComparison.Ordinal)
        && (feature.Length == column.Length || feature[column.Length] is ':' or '=' or '#');
}
