using System.Text.Json;
using Kolosal.Datasets;
using Kolosal.Events;
using Kolosal.Learning;
using Kolosal.LogConsumers;
using Kolosal.Models;
using Kolosal.Tabular;
using Microsoft.Extensions.Options;

namespace Kolosal.Explanations;

/// <summary>Answers what is asked about a model: settles the version, finds the rows, and computes beside every grain. Safe for any number of
/// callers.</summary>
internal sealed class Explainers(
    ExplainedVersions versions, IModelRowReader requestRows, IOutcomeLog log, IDatasetReader datasets, ExplanationThreads threads, TimeProvider clock,
    IOptions<ExplanationsOptions> options, ExplanationsInstruments instruments)
{
    // A table that is read for explanations is held whole.
    private const int MostCells = 4_000_000;

    /// <summary>As <see cref="IExplainerGrain.ExplainAsync"/>.</summary>
    /// <param name="grains">Where models, datasets and dictionaries are asked.</param>
    /// <param name="model">The model.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="takesLong">Whether nobody waits, so that more rows are taken.</param>
    /// <param name="progress">Told the share that is done, from another thread.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Result<ExplanationDocument>> ExplainAsync(IGrainFactory grains, ModelKey model, ExplanationRequest request, bool takesLong,
        Action<double>? progress, CancellationToken cancel)
    {
        Result<ExplanationDocument> answer;
        try
        {
            answer = await AnswerAsync(grains, model, request, takesLong, progress, cancel);
        }
        catch (ExplanationOptionException wrong)
        {
            answer = Bad(wrong.Option, wrong.Message);
        }
        catch (NotExplainableException cannot)
        {
            answer = Refusal.Unprocessable(cannot.Code, cannot.Message);
        }
        catch (TrainingException cannot)
        {
            answer = Refusal.Unprocessable("explain.impossible", cannot.Message);
        }
        catch (JsonException malformed)
        {
            answer = Bad(malformed.Path?.TrimStart('$', '.') is { Length: > 0 } path ? path
                : "terms", "Expected options as the documentation has them.");
        }
        instruments.Answered(request.Kind, answer.Refusal?.Code ?? "answered");
        return answer;
    }

    private static Refusal Bad(string option, string message) => new(RefusalKind.Invalid, "explain.bad-option", message,
        ImmutableDictionary<string, string>.Empty.Add($"$.{option}", message));

    private async Task<Result<ExplanationDocument>> AnswerAsync(IGrainFactory grains, ModelKey model, ExplanationRequest request, bool takesLong,
        Action<double>? progress, CancellationToken cancel)
    {
        if (!ExplanationKinds.All.Contains(request.Kind)) return Bad("kind", $"Expected one of {string.Join(", ", ExplanationKinds.All)}.");
        var terms = ExplanationTerms.Parse(request.Terms);
        var predicted = await FindAsync(model, request.PredictionIds, cancel);
        if (!predicted.Accepted) return predicted.Refusal;
        var found = await SettleAsync(grains, model, request.Reference, predicted.Value);
        if (!found.Accepted) return found.Refusal;
        var version = await versions.GetAsync(model.Version(found.Value.Number), found.Value.Registration, cancel);

        var notes = ImmutableArray.CreateBuilder<string>();
        var table = request.DatasetId is { } dataset ? await OpenAsync(grains, version, dataset, request.Kind, terms, notes, cancel) : null;
        if (table is not null && !table.Accepted) return table.Refusal;
        ImmutableArray<AskedRow> asked = [];
        if (ExplanationKinds.OfRows.Contains(request.Kind))
        {
            var read = Rows(version, request, predicted.Value, table?.Value, takesLong ? options.Value.RowsLong : options.Value.RowsAtOnce, notes);
            if (!read.Accepted) return read.Refusal;
            asked = read.Value;
        }
        ReasonDictionary? dictionary = null;
        if (request.Kind == ExplanationKinds.Reasons)
        {
            var declared = await grains.ReasonDictionary(model).GetAsync();
            if (!declared.Accepted) return declared.Refusal with { Kind = RefusalKind.Unprocessable };
            dictionary = declared.Value;
        }
        var work = new ExplanationWork(version, request.Kind, terms, asked, table?.Value, request.DatasetId, dictionary, notes.ToImmutable(), clock,
            options.Value);
        return await threads.RunAsync(takesLong, () => Compute(work, cancel, progress), cancel);
    }

    private Result<ExplanationDocument> Compute(ExplanationWork work, CancellationToken cancel, Action<double>? progress)
    {
        long began = clock.GetTimestamp();
        var computed = work.Run(cancel, progress);
        if (!computed.Accepted) return computed.Refusal;
        var took = clock.GetElapsedTime(began);
        instruments.Computed(work.Kind, took);
        if (computed.Value is LocalReport { Items.IsEmpty: false } local) instruments.Added(local.Method, local.Items.Max(item =>
            item.AdditivityError));
        return new ExplanationDocument(JsonSerializer.Serialize(new ExplanationAnswer(
            work.Version.Name, work.Version.Registration.PackageSha256, work.Kind, computed.Value, work.Notes, took.TotalMilliseconds),
            WireJson.Options));
    }

    private async Task<Result<ImmutableArray<PredictedRow>>> FindAsync(ModelKey model, ImmutableArray<string> ids, CancellationToken cancel)
    {
        if (ids.IsDefaultOrEmpty) return ImmutableArray<PredictedRow>.Empty;
        var wanted = new List<PredictionId>(ids.Length);
        for (int i = 0; i < ids.Length; i++)
        {
            if (!PredictionId.TryParse(ids[i], out var id)) return Bad($"prediction_ids[{i}]",
                $"Expected prd_…_row as a prediction answers it, got '{ids[i]}'.");
            wanted.Add(id);
        }
        if (wanted.Count > options.Value.RowsLong) return TooMany(options.Value.RowsLong);
        var found = await log.FindAsync(model.Workspace, wanted, cancel);
        var byId = found.Rows.Where(row => row.Model == model.ToString()).DistinctBy(row => row.Id).ToDictionary(row => row.Id);
        foreach (var id in wanted)
            if (!byId.ContainsKey(id)) return Refusal.NotFound("explain.no-such-prediction",
                $"The log has no prediction '{id}' of '{model.Name}': it is another model's, older than what the log keeps, or not there.");
        return wanted.Select(id => byId[id]).ToImmutableArray();
    }

    private static async Task<Result<VersionReport>> SettleAsync(
        IGrainFactory grains, ModelKey model, string? reference, ImmutableArray<PredictedRow> predicted)
    {
        int[] answered = [.. predicted.Select(row => row.Version).Distinct()];
        if (answered.Length > 1)
            return Refusal.Conflict("explain.other-version", $"These predictions were answered by several versions, {answered.Min()} to "
                + $"{answered.Max()}; ask for those of one version at a time.");
        if (answered.Length == 0) return await grains.Model(model).GetVersionAsync(reference);
        var found = await grains.Model(model).GetVersionAsync($"{answered[0]}");
        if (!found.Accepted || reference is null) return found;
        var named = await grains.Model(model).GetVersionAsync(reference);
        return named.Accepted && named.Value.Number != answered[0]
            ? Refusal.Conflict("explain.other-version", $"Version {answered[0]} answered, not {named.Value.Number}; leave the version out.") : named;
    }

    private Result<ImmutableArray<AskedRow>> Rows(ExplainedVersion version, ExplanationRequest request, ImmutableArray<PredictedRow> predicted,
        Frame? table, int most, ImmutableArray<string>.Builder notes)
    {
        int given = (request.Rows is null ? 0 : 1) + (predicted.IsEmpty ? 0 : 1) + (table is null ? 0 : 1);
        if (given != 1) return Bad("rows", "Expected either rows, or prediction_ids, or dataset_id.");
        if (request.Rows is { } rows)
        {
            var read = requestRows.Read(version.Model.Scorer, version.Registration.Reference, rows, most);
            return read.Accepted ? read.Value.Select(row => new AskedRow(row)).ToImmutableArray() : read.Refusal;
        }
        if (!predicted.IsEmpty)
        {
            if (predicted.Length > most) return TooMany(most);
            var lost = new SortedSet<string>(StringComparer.Ordinal);
            var asked = predicted.Select(row => new AskedRow(LoggedRow.Read(version.Model, version.Registration.Reference.Inputs, row.Inputs, lost),
                row.Id.ToString())).ToImmutableArray();
            if (lost.Count > 0)
                notes.Add("The log keeps no free text and no name of a category that training did not know: "
                    + $"{ExplainedModel.Some(lost)} may be missing.");
            return asked;
        }
        if (table!.Rows > most) notes.Add($"The first {most} of {table.Rows} rows were explained.");
        var taken = ImmutableArray.CreateBuilder<AskedRow>();
        for (int row = 0; row < Math.Min(table.Rows, most); row++)
        {
            var values = new RawValue[version.Model.Columns.Length];
            for (int c = 0; c < values.Length; c++) values[c] = RawValue.At(table[version.Model.Columns[c].Name], row);
            if (version.Model.Scorer.Check(new RawRow(values)) is { } wrong)
                return Refusal.Unprocessable("explain.columns-unsuitable", $"The model cannot read row {row}: {wrong}");
            taken.Add(new(values));
        }
        return taken.ToImmutable();
    }

    private async Task<Result<Frame>> OpenAsync(IGrainFactory grains, ExplainedVersion version, string dataset, string kind, ExplanationTerms terms,
        ImmutableArray<string>.Builder notes, CancellationToken cancel)
    {
        bool judged = kind is ExplanationKinds.Importance or ExplanationKinds.Evaluation;
        if (judged && dataset == version.Registration.DatasetId)
            return Refusal.Unprocessable("explain.training-rows",
                $"{version.Name} learnt from '{dataset}', and rows that a model has learnt from say "
                + "nothing of how it does on others. Leave dataset_id out for the rows that were held out, or give another dataset.");
        var opened = await grains.Dataset(version.Registration.Package.Workspace, dataset).OpenAsync();
        if (!opened.Accepted) return opened.Refusal;
        var schema = opened.Value.ToTableSchema();
        string[] needed = [.. version.Model.Columns.Select(column => column.Name).Concat(judged ? [version.Model.Problem.Target] : [])
            .Concat(judged && terms.Segment is { } segment ? [segment] : []).Distinct()];
        string[] lacking = [.. needed.Where(name => schema.IndexOf(name) < 0)];
        if (lacking.Length > 0)
            return Refusal.Unprocessable("explain.columns-missing", $"The dataset lacks columns that are needed: {ExplainedModel.Some(lacking)}.");
        int most = (int)Math.Min(opened.Value.Rows, Math.Max(1000, MostCells / needed.Length));
        if (most < opened.Value.Rows) notes.Add($"The first {most} of {opened.Value.Rows} rows were read.");
        try
        {
            return await datasets.ReadAsync(opened.Value, needed, most, cancel);
        }
        catch (FileNotFoundException)
        {
            return Refusal.NotFound("datasets.not-found", $"There is no dataset '{dataset}' in this workspace."); // deleted in between
        }
    }

    private static Refusal TooMany(int most) => new(RefusalKind.TooLarge, "explain.too-many-rows",
        $"At most {most} rows are taken here; send fewer, or ask with \"async\": true.");
}

/// <summary>What an answer is wrapped in.</summary>
/// <param name="ModelId">The version, <c>name:3</c>.</param>
/// <param name="PackageSha256">What exactly it is.</param>
/// <param name="Kind">What was asked.</param>
/// <param name="Result">The report of that kind.</param>
/// <param name="Notes">What a reader should know.</param>
/// <param name="ComputeMs">Computing time.</param>
internal sealed record ExplanationAnswer(
    string ModelId, string PackageSha256, string Kind, object Result, ImmutableArray<string> Notes, double ComputeMs);
