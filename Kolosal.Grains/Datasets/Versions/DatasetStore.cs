using Kolosal.Classification;
using Kolosal.Storage;
using Kolosal.Tabular;
using Microsoft.Extensions.Options;

namespace Kolosal.Datasets;

/// <summary>Makes a dataset of a converted table: profile, blobs, registration.</summary>
/// <remarks>A crash on the way leaves at most blobs that nothing refers to and that the same table finds again.</remarks>
public sealed class DatasetStore(IBlobStore blobs, ITableEngine engine, IGrainFactory grains, IOptions<ClassificationOptions> classification)
{
    /// <summary>Stores and registers.</summary>
    /// <param name="workspace">Owner.</param>
    /// <param name="name">For people.</param>
    /// <param name="source">Where it came from; its hash names the dataset.</param>
    /// <param name="table">As converted; the file stays.</param>
    /// <param name="line">What it has of the dataset it was made of; null for what came from outside.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <param name="derivation">How it came out of another dataset, where nothing else of it was taken over.</param>
    public async Task<Result<DatasetDescription>> SaveAsync(
        string workspace, string name, DatasetSource source, ConvertedTable table, DatasetLine? line, CancellationToken cancel,
        DatasetDerivation? derivation = null)
    {
        // Before anything is stored: what is classed for another region must not be here at all.
        var placement = await grains.ClassificationOfDataset(new(workspace, DatasetIds.Of(source.Sha256)))
            .AllowAsync(DataUse.Place, classification.Value.Region);
        if (!placement.Accepted) return placement.Refusal;

        // The converted file no longer changes, so it is sealed while it is scanned.
        var storing = blobs.PutFileAsync(workspace, table.Path, cancel);
        var profiling = engine.ProfileAsync(table, cancel);
        await Task.WhenAll(storing, profiling);
        var (stored, profiled) = (await storing, await profiling);
        var profile = await blobs.PutAsync(workspace, StoredProfile.Write(source.Sha256, profiled.Profile), cancel);
        var columns = line is null ? profiled.Columns : line.Declare(profiled.Columns);
        var schema = new TableSchema([.. columns.Select(c => c.ToColumnSchema())]);
        return await grains.Dataset(workspace, DatasetIds.Of(source.Sha256)).RegisterAsync(new DatasetRegistration(
            name, source, table.Rows, columns, table.Notes, QualityAssessment.Assess(profiled.Profile, schema).Overall, stored, profile,
            line?.FavourableLabel, line?.Derivation ?? derivation, line?.Expectations));
    }

    /// <summary>The dataset of a hash, when it is there and all that is stored of it can be read.</summary>
    public async Task<DatasetDescription?> FindAsync(string workspace, string sha256, CancellationToken cancel)
    {
        var grain = grains.Dataset(workspace, DatasetIds.Of(sha256));
        return await grain.DescribeAsync() is { Accepted: true } known && await IsWholeAsync(await grain.OpenAsync(), cancel) ? known.Value : null;
    }

    /// <summary>Whether what is stored of a known dataset can be read: when not, taking the file in again stores the same content anew.</summary>
    private async Task<bool> IsWholeAsync(Result<DatasetContent> known, CancellationToken cancel) =>
        known.Accepted && await blobs.IsWholeAsync(known.Value.Data, cancel) && await blobs.IsWholeAsync(known.Value.Profile, cancel);
}
