using Kolosal.Datasets;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Models;
using Kolosal.Numerics;
using Kolosal.Storage;
using Kolosal.Tabular;
using Microsoft.Extensions.Options;

namespace Kolosal.Fairness;

/// <summary>Scans datasets before training and models on datasets; nothing is kept. Safe for any number of callers.</summary>
/// <remarks>
/// Rows never pass through a grain: they are read where the question was asked. Computing runs on a thread of its own of low priority, so many at
/// a time as the options say. A dataset is read a few columns at a time, at most <see cref="MostCells"/> cells.
/// </remarks>
public sealed class FairnessScans(
    IGrainFactory grains, IDatasetReader reader, IBlobStore blobs, TimeProvider clock, IOptions<FairnessOptions> options) : IDisposable
{
    public const int MostRows = 1_000_000, MostCells = 4_000_000;

    private readonly SemaphoreSlim slots = new(options.Value.ConcurrentScans);

    public void Dispose() => slots.Dispose();

    /// <summary>Scans a dataset for imbalance, representation, label skew and proxies.</summary>
    /// <returns>Refused with <c>datasets.not-found</c>, <c>fairness.no-attributes</c>, <c>fairness.no-such-column</c> and
    /// <c>fairness.no-such-label</c>.</returns>
    public async Task<Result<BiasReport>> ScanAsync(ResourceKey dataset, BiasScanOrder order, CancellationToken cancel)
    {
        var opened = await grains.Dataset(dataset).OpenAsync();
        if (!opened.Accepted) return opened.Refusal;
        var content = opened.Value;
        var schema = content.ToTableSchema();
        string[] protectedColumns = [.. (order.Attributes.IsDefaultOrEmpty ? [.. schema.ProtectedColumns.Select(c => c.Name)]
            : order.Attributes).Distinct()];
        if (protectedColumns.Length == 0)
            return Refusal.Unprocessable("fairness.no-attributes",
                "The dataset declares no protected attribute; name some in 'attributes', or declare "
                + "them with PUT /api/data/{dataset_id}/schema.");
        string? target = order.Target ?? schema.WithRole(ColumnRole.Target)?.Name;
        foreach (string name in protectedColumns.Append(target ?? protectedColumns[0]))
            if (schema.IndexOf(name) < 0) return Refusal.Unprocessable("fairness.no-such-column", $"The dataset has no column '{name}'.");

        int rows = (int)Math.Min(content.Rows, MostRows);
        return await ReadAsync<BiasReport>(dataset, async () =>
        {
            var first = await reader.ReadAsync(content, [.. protectedColumns.Append(target).OfType<string>().Distinct()], rows, cancel);
            string? favourable = order.Favourable ?? content.FavourableLabel;
            if (target is not null && favourable is not null && !Enumerable.Range(0, first.Rows).Any(row => first[target].TextAt(row) == favourable))
            {
                if (order.Favourable is not null)
                    return Refusal.Unprocessable("fairness.no-such-label", $"No row has '{favourable}' in the target '{target}'.");
                favourable = null;
            }
            LabelledRows[] attributes = [.. protectedColumns.Select(name => LabelledRows.Of(
                name, first[name], order.Bands.FirstOrDefault(bands => bands.Attribute == name)?.Edges, BiasScanTerms.MostGroups))];
            var scan = new BiasScan(attributes, target is null ? null : (target, first[target]), new(order.Shares, target is null ? null : favourable,
                order.Seed, order.Limits));
            if (content.Rows > rows) scan.Note($"The first {rows} of {content.Rows} rows were scanned.");
            string[] features = [.. schema.Features.Where(c => c.Name != target && c.Type != ColumnType.Text).Select(c => c.Name)];
            foreach (string[] chunk in features.Chunk(Math.Max(1, MostCells / Math.Max(1, rows))))
            {
                var part = await reader.ReadAsync(content, chunk, rows, cancel);
                await ComputeAsync(() =>
                {
                    foreach (string name in chunk)
                    {
                        cancel.ThrowIfCancellationRequested();
                        scan.Add(part.Schema[name], part[name]);
                    }
                    return true;
                }, cancel);
            }
            return await ComputeAsync(() => scan.Finish(cancel), cancel);
        });
    }

    /// <summary>How a version treats groups: on a dataset that it has not learnt from, or, without one, as it was evaluated when it was
    /// made.</summary>
    /// <returns>Refused as models and datasets refuse, and with <c>fairness.not-evaluated</c>, <c>fairness.training-rows</c>,
    /// <c>fairness.no-favourable-class</c>, <c>fairness.no-attributes</c>, <c>fairness.columns-missing</c>, <c>fairness.no-outcomes</c>.</returns>
    public async Task<Result<VersionFairness>> EvaluateAsync(ModelKey model, ModelEvaluationOrder order, CancellationToken cancel)
    {
        var found = await grains.Model(model).GetVersionAsync(order.Version);
        if (!found.Accepted) return found.Refusal;
        var (version, made) = (found.Value.Number, found.Value.Registration);
        if (order.DatasetId is null) return await grains.VersionFairness(model.Version(version)).GetAsync();
        if (order.DatasetId == made.DatasetId)
            return Refusal.Unprocessable("fairness.training-rows",
                $"Version {version} learnt from '{order.DatasetId}', and rows that a model has learnt from "
                + "say nothing of how it treats others. Leave dataset_id out for its evaluation on the rows that were held out, or give "
                + "another dataset.");
        if ((order.Favourable ?? (made.Reference.FavourableClass is { } at ? made.Reference.Classes[at] : null)) is not { } favourable
            || !made.Reference.Classes.Contains(favourable))
            return Refusal.Unprocessable("fairness.no-favourable-class",
                $"Need the favourable class, one of {string.Join(", ", made.Reference.Classes.Take(10).Select(name => $"'{name}'"))}; "
                + "give it as 'favourable'.");

        var dataset = new ResourceKey(model.Workspace, order.DatasetId);
        var opened = await grains.Dataset(dataset).OpenAsync();
        if (!opened.Accepted) return opened.Refusal;
        return await ReadAsync<VersionFairness>(dataset, async () =>
        {
            var content = opened.Value;
            var schema = content.ToTableSchema();
            await using var stream = await blobs.OpenAsync(made.Package, cancel) ?? throw new StorageException(
                StorageTrouble.Damaged, StorageCodes.PackageDamaged, $"The stored package of version {version} of '{model.Name}' is gone.");
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, cancel);
            bytes.Position = 0;
            var package = await ComputeAsync(() => ModelPackage.Load(bytes), cancel);
            string[] attributes = [.. (order.Attributes.IsDefaultOrEmpty
                ? [.. made.Reference.Inputs.Where(c => c.Protected).Select(c => c.Name), .. schema.ProtectedColumns.Select(c => c.Name)]
                : order.Attributes).Distinct()];
            if (attributes.Length == 0)
                return Refusal.Unprocessable("fairness.no-attributes",
                    "Neither model nor dataset declares a protected attribute; name some in 'attributes'.");
            string[] needed = [.. package.InputSchema.Columns.Select(c => c.Name).Append(made.Target).Concat(order.Attributes.IsDefaultOrEmpty ? []
                : attributes)
                .Distinct()];
            string[] lacking = [.. needed.Where(name => schema.IndexOf(name) < 0)];
            if (lacking.Length > 0)
                return Refusal.Unprocessable("fairness.columns-missing",
                    $"The dataset lacks columns that are needed: {string.Join(", ", lacking.Take(20))}.");
            attributes = [.. attributes.Where(name => schema.IndexOf(name) >= 0)];
            int most = (int)Math.Min(content.Rows, Math.Max(1000, MostCells / needed.Length));
            var table = await reader.ReadAsync(content, [.. needed.Concat(attributes).Distinct()], most, cancel);
            return await ComputeAsync(() => Evaluate(package, table, content.Rows, favourable, attributes, order, cancel), cancel);
        });
    }

    private Result<VersionFairness> Evaluate(
        ModelPackage package, Frame table, long all, string favourable, string[] attributes, ModelEvaluationOrder order, CancellationToken cancel)
    {
        var problem = package.Manifest.Problem;
        var classes = problem.Classes.ToHashSet(StringComparer.Ordinal);
        int[] known = [.. Enumerable.Range(0, table.Rows).Where(row => table[problem.Target].TextAt(row) is { } label && classes.Contains(label))];
        if (known.Length == 0)
            return Refusal.Unprocessable("fairness.no-outcomes", $"No row has one of the model's classes in '{problem.Target}'.");
        var notes = ImmutableArray.CreateBuilder<string>();
        if (table.Rows < all) notes.Add($"The first {table.Rows} of {all} rows were scored.");
        if (known.Length < table.Rows)
            notes.Add($"{table.Rows - known.Length} rows without one of the model's classes in '{problem.Target}' were left out.");
        var rows = known.Length < table.Rows ? table.SelectRows(known) : table;
        double[] outputs;
        try
        {
            outputs = package.CreateScorer().Score(rows);
        }
        catch (Exception unsuitable) when (unsuitable is ArgumentException or TrainingException or InvalidOperationException)
        {
            return Refusal.Unprocessable("fairness.columns-unsuitable", $"The model cannot read these rows: {unsuitable.Message}");
        }
        return ModelFairness.Scan(package, rows, outputs,
            new(order.DatasetId!, favourable, [.. attributes], order.Bands, order.Intersections, order.Limits,
            order.Seed, true, notes.ToImmutable()), clock.GetUtcNow(), cancel) is { } found ? found
            : Refusal.Unprocessable("fairness.no-groups", "There is nothing to compare in these rows.");
    }

    private static async Task<Result<T>> ReadAsync<T>(ResourceKey dataset, Func<Task<Result<T>>> read)
    {
        try
        {
            return await read();
        }
        catch (FileNotFoundException)
        {
            return Refusal.NotFound("datasets.not-found", $"There is no dataset '{dataset.Id}' in this workspace."); // deleted in between
        }
    }

    /// <summary>Runs work on a thread of its own below the priority of those that answer requests.</summary>
    private async Task<T> ComputeAsync<T>(Func<T> work, CancellationToken cancel)
    {
        await slots.WaitAsync(cancel);
        try
        {
            return await OwnThread.RunAsync("fairness-scan", work);
        }
        finally
        {
            slots.Release();
        }
    }
}
