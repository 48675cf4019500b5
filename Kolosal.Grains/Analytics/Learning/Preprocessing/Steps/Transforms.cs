using Kolosal.Learning.Preprocessing.Binning;
using Kolosal.Learning.Preprocessing.Encoders;
using Kolosal.Learning.Preprocessing.Expansion;
using Kolosal.Learning.Preprocessing.Imputers;
using Kolosal.Learning.Preprocessing.Outliers;
using Kolosal.Learning.Preprocessing.Power;
using Kolosal.Learning.Preprocessing.Projection;
using Kolosal.Learning.Preprocessing.Scalers;
using Kolosal.Learning.Preprocessing.Selection;

namespace Kolosal.Learning.Preprocessing;

/// <summary>What a preprocessing step needs of the rows it is fitted to.</summary>
[Flags]
public enum TransformNeeds
{
    /// <summary>Numbers; missing values and codes pass through or are dealt with.</summary>
    Nothing = 0,

    /// <summary>A target: rows must be a <see cref="TrainingSet"/>.</summary>
    Target = 1,

    /// <summary>No missing values.</summary>
    Complete = 2,

    /// <summary>Values that are not negative.</summary>
    NonNegative = 4,

    /// <summary>Values above 0.</summary>
    Positive = 8,

    /// <summary>At least one native categorical column; other columns pass through.</summary>
    Categories = 16,

    /// <summary>Numbers only: encode native categorical columns first, or leave them out with <see cref="OnColumns"/>.</summary>
    Numbers = 32,
}

/// <summary>One entry of <see cref="Transforms.All"/>.</summary>
/// <param name="Name">Stable, snake_case.</param>
/// <param name="Needs">What it needs of the rows.</param>
/// <param name="Space">Its options with ranges and defaults.</param>
/// <param name="Create">A step from options; missing ones take their defaults, out-of-range ones throw.</param>
/// <param name="Completes">Whether its outputs have no missing value, whatever comes in.</param>
public sealed record TransformDescriptor(string Name, TransformNeeds Needs, SearchSpace Space, Func<HyperParameters, ITransformFitter> Create,
    bool Completes = false)
{
    /// <summary>A step from options; those left out take the defaults of <see cref="Space"/>.</summary>
    public Func<HyperParameters, ITransformFitter> Create { get; } = given => Create(Space.Filled(given));
}

/// <summary>Every step there is. To add one: a file, its line here, and its discriminator
/// on <see cref="Transform"/>; conformance and packages find it.</summary>
public static class Transforms
{
    /// <summary>The steps by family.</summary>
    public static ImmutableArray<TransformDescriptor> All { get; } =
    [
        StandardScaler.Descriptor,
        MinMaxScaler.Descriptor,
        RobustScaler.Descriptor,
        MaxAbsScaler.Descriptor,
        QuantileTransformer.Descriptor,
        RowNormalizer.Descriptor,
        LogTransformer.Descriptor,
        SquareRootTransformer.Descriptor,
        PowerFunction.Descriptor,
        ReciprocalTransformer.Descriptor,
        BoxCoxTransformer.Descriptor,
        YeoJohnsonTransformer.Descriptor,
        OneHotCodes.Descriptor,
        OrdinalNumbers.Descriptor,
        FrequencyEncoder.Descriptor,
        BinaryEncoder.Descriptor,
        TargetEncoder.Descriptor,
        TargetEncoder.JamesSteinDescriptor,
        LeaveOneOutEncoder.Descriptor,
        OrderedTargetEncoder.Descriptor,
        WeightOfEvidenceEncoder.Descriptor,
        GroupAggregates.Descriptor,
        SimpleImputer.Descriptor,
        MissingIndicator.Descriptor,
        FillImputer.Descriptor,
        NeighbourImputer.Descriptor,
        IterativeImputer.Descriptor,
        Binner.Descriptor,
        MdlpBinner.Descriptor,
        TreeBinner.Descriptor,
        Umap.Descriptor,
        PrincipalComponents.Descriptor,
        TruncatedSvd.Descriptor,
        PolynomialFeatures.Descriptor,
        SplineFeatures.Descriptor,
        VarianceSelection.Descriptor,
        CorrelationSelection.Descriptor,
        ScoreSelection.FTest,
        ScoreSelection.ChiSquare,
        ScoreSelection.MutualInformationEntry,
        RecursiveElimination.Descriptor,
        PermutationSelection.Descriptor,
        Boruta.Descriptor,
        OutlierClipper.Descriptor,
        OutlierFlags.Descriptor,
        AnomalyFlags.Descriptor,
    ];

    /// <summary>The step with a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists those there are.</exception>
    public static TransformDescriptor Get(string name) => All.FirstOrDefault(t => t.Name == name)
        ?? throw new KeyNotFoundException($"There is no transform '{name}'; there are {string.Join(", ", All.Select(t => t.Name))}.");
}
