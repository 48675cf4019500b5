using Kolosal.Datasets;
using Kolosal.Models;

namespace Kolosal.Experiments;

/// <summary>Finds the parts of a record that are no longer what they were.</summary>
internal static class RecordComparison
{
    /// <summary>Everything but the package.</summary>
    /// <param name="recorded">As the version keeps it; null when it was made without a record.</param>
    /// <param name="run">As the run would record it now.</param>
    /// <param name="data">The dataset as it stands; null when it is gone.</param>
    /// <param name="here">What computed the replay; null when nothing did.</param>
    public static IEnumerable<ReplayPart> Parts(
        TrainingRecord? recorded, TrainingRecord run, DatasetContent? data, EnvironmentFingerprint? here)
    {
        yield return Part("data", recorded?.DataSha256, data?.Data.Sha256, data is null ? "The dataset was deleted." : null);
        yield return Part("schema", recorded?.SchemaSha256, data is null ? null : RunRecords.SchemaSha256(data));
        yield return Part("plan", recorded?.PlanSha256, run.PlanSha256);
        yield return Part("trials", recorded?.TrialsSha256, run.TrialsSha256);
        yield return Part("winner", Winner(recorded), Winner(run));
        if (here is null) yield break;
        var then = recorded?.Environment;
        yield return Part("environment.runtime", then?.Runtime, here.Runtime);
        yield return Part("environment.operating_system", then?.OperatingSystem, here.OperatingSystem);
        yield return Part("environment.architecture", then?.Architecture, here.Architecture);
        yield return Part("environment.processor_features",
            then is null ? null : string.Join(' ', then.ProcessorFeatures), string.Join(' ', here.ProcessorFeatures));
        yield return Part("environment.threads", Text(then?.Threads), Text(here.Threads));
        foreach (string library in (then?.Libraries.Keys ?? []).Union(here.Libraries.Keys).Order(StringComparer.Ordinal))
            yield return Part(
                $"environment.libraries.{library}", then?.Libraries.GetValueOrDefault(library), here.Libraries.GetValueOrDefault(library));
        yield return Part("environment.build", then?.Build, here.Build);
    }

    public static ReplayPart Package(string recorded, ReplayedFit made) =>
        Part("package", recorded, made.PackageSha256, made.Difference);

    private static ReplayPart Part(string name, string? recorded, string? found, string? detail = null) =>
        new(name, recorded == found, recorded, found, recorded == found ? null
            : detail ?? (recorded is null ? "The version was registered without a record of this." : null));

    private static string? Winner(TrainingRecord? record) => record?.Winner is not { } winner ? null
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{winner} {record.WinnerTrainer} {record.WinnerParameters}");

    private static string? Text(int? number) => number?.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
