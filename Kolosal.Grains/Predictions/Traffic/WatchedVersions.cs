using System.Globalization;
using Kolosal.Models;
using Kolosal.Storage;

namespace Kolosal.Predictions;

/// <summary>A version as the monitor of traffic needs it.</summary>
/// <param name="Model">Ready to score.</param>
/// <param name="Segments">The protected attributes that are categories: place among the inputs, name, categories.</param>
internal sealed record WatchedVersion(LoadedModel Model, ImmutableArray<(int Place, string Name, ImmutableArray<string> Categories)> Segments);

/// <summary>The versions whose outcomes are looked at, and who scores whose rows. In memory alone; one caller at a time.</summary>
internal sealed class WatchedVersions(IGrainFactory grains, ModelKey model, LoadedModels models, IBlobStore blobs)
{
    private const int Most = 16;

    private readonly Dictionary<int, WatchedVersion?> versions = [];
    private readonly Dictionary<(int Of, int By), ShadowScorer?> scorers = [];

    /// <summary>Null for a version that is gone, or whose package is: nothing can be said of its outcomes.</summary>
    public WatchedVersion? Find(int version) => versions.GetValueOrDefault(version);

    /// <summary>Gets a version, when it is not there yet.</summary>
    /// <returns>Null, or what is missing for the moment.</returns>
    public async ValueTask<string?> PrepareAsync(int version)
    {
        if (versions.ContainsKey(version)) return null;
        var found = await grains.Model(model).GetVersionAsync(version.ToString(CultureInfo.InvariantCulture));
        if (found.Refusal?.Kind is RefusalKind.Busy) return found.Refusal.Message;
        if (versions.Count >= Most)
        {
            versions.Clear();
            scorers.Clear();
        }
        versions[version] = found.Accepted ? await LoadAsync(found.Value) : null;
        return null;
    }

    /// <summary>What one version says of a row that another answered, in the order of the other's classes.</summary>
    /// <param name="of">The version that answered.</param>
    /// <param name="by">The version that is asked now.</param>
    /// <param name="inputs">The row as the log keeps it.</param>
    /// <returns>Null when it cannot score it.</returns>
    public double[]? Score(int of, int by, double[] inputs)
    {
        if (Find(of)?.Model is not { } answered || Find(by)?.Model is not { } asked) return null;
        if (!scorers.TryGetValue((of, by), out var scorer))
            scorers[(of, by)] = scorer = ShadowScorer.Of(asked.Scorer, answered.Logged, answered.Classes).Scorer;
        if (scorer is null || inputs.Length != scorer.Inputs) return null;
        double[] said = new double[scorer.Outputs];
        return scorer.TryScore(inputs, said) ? said : null;
    }

    private async Task<WatchedVersion?> LoadAsync(VersionReport version)
    {
        var registration = version.Registration;

        // That a package is gone, whoever wants to serve it says; here it is only looked whether it is there.
        await using (var content = await blobs.OpenAsync(registration.Package, CancellationToken.None))
            if (content is null) return null;
        try
        {
            var loaded = await models.GetAsync(
                model.Version(version.Number), new(version.Number, version.Status, registration.Package, default, 0),
                () => Task.FromResult(registration.Reference));
            return new(loaded, [.. registration.Reference.Inputs.Select((input, place) => (place, input))
                .Where(column => column.input is { Protected: true, Categorical: true })
                .Select(column => (column.place, column.input.Name, column.input.Categories))]);
        }
        catch (StorageException damaged) when (damaged.Trouble == StorageTrouble.Damaged)
        {
            return null;
        }
    }
}
