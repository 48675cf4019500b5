using System.Text.Json.Serialization;

namespace Kolosal.Drift;

/// <summary>Two samples, column by column (numbers or texts, null where missing), or two datasets.</summary>
/// <param name="Reference">Values by column name; with <paramref name="Current"/>, instead of datasets.</param>
/// <param name="Current">The same columns.</param>
/// <param name="FalseAlarm">Probability of naming any column without drift. Default: 0.01.</param>
/// <param name="Method">The test that the verdict rests on. Default: psi_ks, the index and Kolmogorov-Smirnov, of at least moderate size.</param>
/// <param name="Tests">Tests to be run on every column beside it. Default: none.</param>
/// <param name="Joint">Tests of all columns together: pca_reconstruction, correlation_change, domain_classifier. Default: none.</param>
/// <param name="ReferenceDatasetId">A dataset to compare with, instead of values.</param>
/// <param name="CurrentDatasetId">The dataset that is compared; columns of one name and kind are.</param>
internal sealed record DetectDriftRequest(
    Dictionary<string, SampleValues>? Reference = null, Dictionary<string, SampleValues>? Current = null, double FalseAlarm = 0.01,
    string Method = DriftJudge.StandardTest, string[]? Tests = null, string[]? Joint = null, string? ReferenceDatasetId = null,
    string? CurrentDatasetId = null)
{
    private const int MaxColumns = 1000;

    /// <summary>Whether two datasets are compared.</summary>
    public bool OfDatasets => ReferenceDatasetId is not null || CurrentDatasetId is not null;

    /// <summary>What is wrong with it, its values left aside; null when nothing is.</summary>
    public Refusal? Refuse()
    {
        if (FalseAlarm is not (>= DriftOptions.MinFalseAlarm and <= DriftOptions.MaxFalseAlarm))
            return Bad("$.false_alarm", $"Expected {DriftOptions.MinFalseAlarm} to {DriftOptions.MaxFalseAlarm}, got {FalseAlarm}.");
        if (Method is null || (Method != DriftJudge.StandardTest && DriftTests.Find(Method) is null))
            return Bad("$.method", $"Expected {DriftJudge.StandardTest}, {DriftTests.Names}, got '{Method}'.");
        foreach (var (i, test) in (Tests ?? []).Index())
            if (test is null || DriftTests.Find(test) is null) return Bad($"$.tests[{i}]", $"Expected {DriftTests.Names}, got '{test}'.");
        foreach (var (i, test) in (Joint ?? []).Index())
            if (!JointTests.Names.Contains(test)) return Bad($"$.joint[{i}]", $"Expected {string.Join(", ", JointTests.Names)}, got '{test}'.");
        if (!OfDatasets) return null;
        return Reference is not null || Current is not null
            ? Bad("$.reference_dataset_id", "Expected values or datasets, got both.")
            : ReferenceDatasetId is null ? Bad("$.reference_dataset_id", "Expected a dataset beside $.current_dataset_id.")
            : CurrentDatasetId is null ? Bad("$.current_dataset_id", "Expected a dataset beside $.reference_dataset_id.") : null;
    }

    /// <summary>The verdict over values, or what is wrong with them.</summary>
    public Result<DriftDetection> Detect(CancellationToken cancel)
    {
        var read = Read();
        if (!read.Accepted) return read.Refusal;
        try
        {
            return DriftDetection.Of(read.Value, FalseAlarm, Method, Tests ?? [], Joint ?? [], cancel);
        }
        catch (ArgumentException wrong) when (Joint is { Length: > 0 })
        {
            return Bad("$.joint", wrong.Message);
        }
    }

    private Result<ImmutableArray<SampleBins>> Read()
    {
        if (Reference is null) return Bad("$.reference", "Expected values by column name, or $.reference_dataset_id.");
        if (Current is null) return Bad("$.current", "Expected the same columns as in $.reference.");
        if (Reference.Count is 0 or > MaxColumns) return Bad("$.reference", $"Expected 1 to {MaxColumns} columns, got {Reference.Count}.");
        if (!Reference.Keys.ToHashSet().SetEquals(Current.Keys)) return Bad("$.current", "Expected the same columns as in $.reference.");

        var samples = ImmutableArray.CreateBuilder<SampleBins>(Reference.Count);
        foreach (var (name, reference) in Reference)
        {
            var current = Current[name];
            if (reference.Length == 0 || current.Length == 0)
                return Bad($"$.reference.{name}", $"Expected values in both samples, got {reference.Length} and {current.Length}.");
            if (Pair(name, reference, current) is not { } bins)
                return Bad($"$.reference.{name}", "Expected numbers only or texts only, null where missing, and at least one value.");
            samples.Add(bins);
        }
        return samples.ToImmutable();
    }

    /// <returns>Null when the two are not of one kind, or nothing but gaps.</returns>
    private static SampleBins? Pair(string name, SampleValues reference, SampleValues current)
    {
        if (reference.Mixed || current.Mixed) return null;
        bool numbers = IsNumbers(reference) || IsNumbers(current), texts = reference.Texts is not null || current.Texts is not null;
        return (numbers, texts) switch
        {
            (true, false) => SampleBins.OfNumbers(name, reference.Numbers!, current.Numbers!),
            (false, true) => SampleBins.OfTexts(name, Texts(reference), Texts(current)),
            _ => null,
        };
    }

    private static bool IsNumbers(SampleValues values) => values.Numbers?.AsSpan().ContainsAnyExcept(double.NaN) ?? false;

    /// <summary>Gaps alone are of either kind.</summary>
    private static string?[] Texts(SampleValues values) => values.Texts ?? new string?[values.Length];

    private static Refusal Bad(string path, string message) =>
        new(RefusalKind.Invalid, "drift.bad-samples", "The samples cannot be compared.",
            ImmutableDictionary<string, string>.Empty.Add(path, message));
}
