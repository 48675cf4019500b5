using Kolosal.Datasets;
using Kolosal.Learning;
using Kolosal.Learning.Import;
using Kolosal.Learning.Metrics;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Quantization;
using Kolosal.Models;
using Kolosal.Tabular;
using Orleans.Concurrency;

namespace Kolosal.Experiments;

/// <remarks>Keeps nothing. Calls the dataset and the model; computes on the process's training pool. What is foreseen of a file is a refusal,
/// everything else a fault of the caller's to repeat: the same file, rows and words make the same package, and that is the same version.</remarks>
[StatelessWorker, Reentrant]
internal sealed class ModelImportGrain(
    ITrainingPool pool, FrameCache frames, ForeignModelReading reading, MadeVersions versions, TimeProvider clock, ExperimentsInstruments instruments)
    : Grain, IModelImportGrain
{
    // A model in memory beside its bytes and its rows encoded; measured on forests, whose arrays are the largest part.
    private const int BytesPerFileByte = 6, NumbersPerCell = 3;

    private string Workspace => this.GetPrimaryKeyString();

    public async Task<Result<ImportedVersion>> ImportAsync(ModelImport import, CancellationToken cancel)
    {
        long began = clock.GetTimestamp();
        var answer = await TakeAsync(import, cancel);
        instruments.Imported(WireJson.Word(import.Format), answer.Accepted ? "imported" : answer.Refusal.Code, clock.GetElapsedTime(began));
        return answer;
    }

    public async Task<Result<QuantizedVersion>> QuantizeAsync(QuantizationWish wish, CancellationToken cancel)
    {
        long began = clock.GetTimestamp();
        var answer = await ShrinkAsync(wish, cancel);
        instruments.Quantized(WireJson.Word(wish.Precision), answer.Accepted ? "quantized" : answer.Refusal.Code, clock.GetElapsedTime(began));
        return answer;
    }

    private async Task<Result<ImportedVersion>> TakeAsync(ModelImport import, CancellationToken cancel)
    {
        if (!ModelId.IsName(import.Model)) return ModelRefusals.MalformedName(import.Model);
        byte[]? file = await versions.ReadAsync(import.File, cancel);
        if (file is null) return ImportRefusals.Gone("The model file");
        string? signedBy = null;
        if (import.Signature is not null || import.PublicKey is not null)
        {
            if (PackageSignature.Check(import.File.Sha256, import.Signature, import.PublicKey, out signedBy) is { } wrong)
                return ImportRefusals.Signature(wrong);
        }

        // Held while it is read, so that nobody deletes or changes it meanwhile; let go with the version that was measured on it.
        string hold = $"import_{import.File.Sha256[..16]}";
        var dataset = GrainFactory.Dataset(Workspace, import.DatasetId);
        var held = await dataset.HoldAsync(hold);
        if (!held.Accepted) return held.Refusal;
        ImmutableArray<string> made = [];
        try
        {
            var table = await frames.GetAsync(held.Value, cancel);
            var built = await ComputeAsync(file.LongLength, table, token => Measure(import, file, table, token), cancel);
            if (!built.Accepted) return built.Refusal;
            var (package, bytes, source, figures) = built.Value;
            var origin = new VersionOrigin("import", source, WireJson.Word(import.Format), import.File.Sha256, null, signedBy,
                Principal.CurrentSubject);
            var registered = await versions.RegisterAsync(new(Workspace, import.Model), package, bytes, import.DatasetId, held.Value.FavourableLabel,
                figures, EvaluationRows.Given, origin, Principal.CurrentSubject);
            if (!registered.Accepted) return registered.Refusal;
            var (number, evaluation, sha256) = registered.Value;
            made = [$"{import.Model}:{number}"];
            var problem = package.Manifest.Problem;
            return new ImportedVersion(import.Model, number, sha256, package.Pipelines.MaxBy(part => part.Weight)!.Pipeline.Trainer, source,
                problem.Word,
                problem.Classes, [.. figures.InputSchema.Columns.Select(column => column.Name)], evaluation, Notes(figures));
        }
        catch (FileNotFoundException)
        {
            return ImportRefusals.Gone($"The content of the dataset {import.DatasetId}");
        }
        finally
        {
            await dataset.ReleaseAsync(hold, made);
        }
    }

    private static ImmutableArray<string> Notes(GivenFigures figures) =>
    [
        $"Measured on {figures.Rows} rows that the importer gave; whether training saw them is not known here, so the scores may be too good.",
        .. figures.LeftOut > 0 ? (string[])[$"{figures.LeftOut} rows without a target were left out."] : [],
        "Monitors compare live traffic with these rows. No intervals are answered: they would need rows that training did not see.",
    ];

    private Result<(ModelPackage Package, byte[] Bytes, string Source, GivenFigures Figures)> Measure(
        ModelImport import, byte[] file, Frame table, CancellationToken cancel)
    {
        ModelPackage package;
        string source;
        if (import.Format == ModelFormat.Package)
        {
            package = ModelPackage.Load(new MemoryStream(file, writable: false));
            string[] trainers = [.. package.Pipelines.Select(part => part.Pipeline.Trainer).Distinct(StringComparer.Ordinal)];
            source = $"Kolosal package, {string.Join(" + ", trainers)}";
            Fits(package, table);
        }
        else
        {
            var mapping = new ForeignMapping(import.Target, import.Features,
                import.Categories.ToImmutableSortedDictionary(StringComparer.Ordinal), import.Classes);
            var model = reading.Read(import.Format, file, table, import.Target);
            var pipeline = ForeignPipelines.Build(model, table, mapping);
            package = ModelPackage.Create(pipeline,
                inputs: [.. pipeline.Encoder.InputSchema.Columns.Select(column => ColumnDistribution.Of(column.Name, table[column.Name]))]);
            source = model.Source;
            using var saved = new MemoryStream();
            package.Save(saved);
            file = saved.ToArray();
        }
        var problem = package.Manifest.Problem;
        var metric = import.Metric is null ? Metrics.Default(problem) : Metrics.All.FirstOrDefault(m => m.Name == import.Metric
            && m.Supports(problem));
        if (metric is null) return ImportRefusals.Metric(import.Metric!, Metrics.All.Where(m => m.Supports(problem)).Select(m => m.Name));
        return (package, file, source, GivenEvaluation.Run(package, table, metric, cancel));
    }

    /// <exception cref="ForeignColumnsException">A column is missing or of another type.</exception>
    private static void Fits(ModelPackage package, Frame table)
    {
        if (package.InputSchema.Columns.FirstOrDefault(column => table.Schema.IndexOf(column.Name) < 0) is { } missing)
            throw new ForeignColumnsException($"The data has no column '{missing.Name}' that the package reads; give data with its columns.");
        if (package.InputSchema.Columns.FirstOrDefault(column => table.Schema[column.Name].Type != column.Type) is { } other)
            throw new ForeignColumnsException($"The package reads '{other.Name}' as {other.Type}, the data has it as "
                + $"{table.Schema[other.Name].Type}; set the column's type in the dataset's schema.");
        string target = package.Manifest.Problem.Target;
        if (table.Schema.IndexOf(target) < 0) throw new ForeignColumnsException($"The data has no column '{target}', which the package predicts.");
    }

    private async Task<Result<QuantizedVersion>> ShrinkAsync(QuantizationWish wish, CancellationToken cancel)
    {
        var key = new ModelKey(Workspace, wish.Model);
        string? reference = wish.Reference;
        if (reference is null)
        {
            var report = await GrainFactory.Model(key).GetAsync();
            if (!report.Accepted) return report.Refusal;
            reference = (report.Value.Active ?? report.Value.Versions[^1].Number).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        var found = await GrainFactory.Model(key).GetVersionAsync(reference);
        if (!found.Accepted) return found.Refusal;
        var (number, made) = (found.Value.Number, found.Value.Registration);
        byte[]? bytes = await versions.ReadAsync(made.Package, cancel);
        if (bytes is null) return ImportRefusals.Gone($"The package of {wish.Model}:{number}");

        bool given = wish.DatasetId is not null || made.Record is null;
        string datasetId = wish.DatasetId ?? made.Record?.DatasetId ?? made.DatasetId;
        var dataset = await GrainFactory.Dataset(Workspace, datasetId).OpenAsync();
        if (!dataset.Accepted) return wish.DatasetId is null ? ImportRefusals.NoRows(wish.Model, number) : dataset.Refusal;
        Frame table;
        try
        {
            table = await frames.GetAsync(dataset.Value, cancel);
        }
        catch (FileNotFoundException)
        {
            return ImportRefusals.NoRows(wish.Model, number);
        }
        var source = given ? EvaluationRows.Given : EvaluationRows.HeldOut;
        var computed = await ComputeAsync(bytes.LongLength, table, token => Trade(wish, made, bytes, given ? table : TestPart(table, made), token),
            cancel);
        if (!computed.Accepted) return computed.Refusal;
        var trade = computed.Value;
        var origin = new VersionOrigin("quantization", WireJson.Word(wish.Precision), null, null, number);
        var registered = await versions.RegisterAsync(key, trade.Package, trade.Bytes, datasetId, dataset.Value.FavourableLabel, trade.After,
            source, origin, Principal.CurrentSubject);
        if (!registered.Accepted) return registered.Refusal;
        double before = ScoreOf(trade.Before), after = ScoreOf(trade.After);
        return new QuantizedVersion(wish.Model, registered.Value.Number, number, wish.Precision, registered.Value.Sha256, trade.After.Metric.Name,
            trade.After.Rows, source, ToCost(before, trade.BeforeCost), ToCost(after, trade.AfterCost), after - before, trade.Largest, trade.Equal);
    }

    private static Frame TestPart(Frame table, VersionRegistration made) => PlannedRows.Of(table, RunPlan.Parse(made.Record!.Plan)).Test;

    private Trading Trade(QuantizationWish wish, VersionRegistration made, byte[] bytes, Frame rows, CancellationToken cancel)
    {
        var original = ModelPackage.Load(new MemoryStream(bytes, writable: false));
        Fits(original, rows);
        var small = Quantizer.Quantize(original, (ScorerPrecision)wish.Precision);
        var metric = Metrics.Get(made.Evaluation.PrimaryMetric);
        var (before, after) = (GivenEvaluation.Run(original, rows, metric, cancel), GivenEvaluation.Run(small, rows, metric, cancel));
        var (largest, equal) = QuantizationTrade.Compare(original.Manifest.Problem, before.Said, after.Said);
        using var saved = new MemoryStream();
        small.Save(saved);
        return new(small, saved.ToArray(), before, after, QuantizationTrade.Measure(original, rows, clock), QuantizationTrade.Measure(small, rows,
            clock),
            largest, equal);
    }

    private static double ScoreOf(GivenFigures figures) => figures.Scores.First(score => score.Metric.Name == figures.Metric.Name).Estimate.Value;

    private static ScorerCost ToCost(double score, ScorerFigures figures) => new(score, figures.PackageBytes, figures.PredictorBytes,
        figures.MicrosecondsPerRow, figures.MicrosecondsPerRowInBatch);

    private Task<Result<T>> ComputeAsync<T>(long fileBytes, Frame table, Func<CancellationToken, T> compute, CancellationToken cancel) =>
        ComputeAsync(fileBytes, table, token => new Result<T>(compute(token), null), cancel);

    private async Task<Result<T>> ComputeAsync<T>(long fileBytes, Frame table, Func<CancellationToken, Result<T>> compute, CancellationToken cancel)
    {
        long bytes = fileBytes * BytesPerFileByte + (long)table.Rows * table.Schema.Columns.Length * sizeof(double) * NumbersPerCell;
        try
        {
            return await pool.RunAsync(bytes, compute, cancel);
        }
        catch (Exception failure) when (ImportRefusals.Of(failure) is not null)
        {
            return ImportRefusals.Of(failure)!;
        }
    }

    /// <summary>Everything that was found of a model and its quantised self.</summary>
    private sealed record Trading(ModelPackage Package, byte[] Bytes, GivenFigures Before, GivenFigures After, ScorerFigures BeforeCost,
        ScorerFigures AfterCost, double Largest, double? Equal);
}
