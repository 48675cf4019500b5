using Kolosal.Datasets;
using Kolosal.Disclosure;
using Kolosal.Tabular;
using Microsoft.Extensions.Options;

namespace Kolosal.Privacy;

/// <summary>Looks at every value of a dataset for personal data. It runs in the process that was asked, on a few threads, never in a grain.</summary>
public sealed class PersonalDataScanner
{
    private readonly IGrainFactory grains;
    private readonly IDatasetReader reader;
    private readonly DatasetTexts texts;
    private readonly PrivacyInstruments instruments;
    private readonly PrivacyOptions options;
    private readonly int threads;
    private readonly TimeProvider clock;

    internal PersonalDataScanner(
        IGrainFactory grains, IDatasetReader reader, DatasetTexts texts, PrivacyInstruments instruments, PrivacyOptions options, int threads,
        TimeProvider clock) =>
        (this.grains, this.reader, this.texts, this.instruments, this.options, this.threads, this.clock) =
            (grains, reader, texts, instruments, options, threads, clock);

    /// <summary>The verdict over all rows, or over as many as fit.</summary>
    public async Task<Result<PersonalDataReport>> ScanAsync(ResourceKey dataset, CancellationToken cancel)
    {
        long began = clock.GetTimestamp();
        var opened = await texts.OpenAsync(dataset);
        if (!opened.Accepted) return opened.Refusal;
        var described = await grains.Dataset(dataset).DescribeAsync();
        if (!described.Accepted) return described.Refusal;
        int? rows = opened.Value.Rows > options.MaximumRows ? options.MaximumRows : null;
        Frame frame;
        try
        {
            frame = await reader.ReadAsync(opened.Value, null, rows, cancel);
        }
        catch (FileNotFoundException)
        {
            return Refusal.NotFound("datasets.not-found", $"There is no dataset '{dataset.Id}' in this workspace."); // deleted in between
        }

        var found = await Task.Run(() => Scan(frame, threads, cancel), cancel);
        var took = clock.GetElapsedTime(began);
        instruments.Scanned((long)frame.Rows * frame.Columns.Length, took);
        return Report(dataset.Id, opened.Value.Rows, frame, found, took);
    }

    /// <summary>The finding of every column, null for none.</summary>
    internal static PersonalDataFinding?[] Scan(Frame frame, int threads, CancellationToken cancel)
    {
        var found = new PersonalDataFinding?[frame.Columns.Length];
        Parallel.For(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel },
            c => found[c] = PersonalDataScan.Column(frame.Schema.Columns[c].Name, frame.Columns[c], cancel));
        return found;
    }

    private static PersonalDataReport Report(string id, long rows, Frame frame, PersonalDataFinding?[] found, TimeSpan took)
    {
        string[] names = [.. frame.Schema.Columns.Select(column => column.Name)];
        var columns = names.Zip(found).Where(pair => pair.Second is not null).Select(pair => PersonalColumn.Of(pair.First, pair.Second!));
        var proposal = Recommendations.Classify(names, [.. found.OfType<PersonalDataFinding>()]);
        return new(id, rows, frame.Rows, found.Any(finding => finding is not null), [.. columns], proposal, took.TotalMilliseconds);
    }
}

/// <summary>What a scan found.</summary>
/// <param name="DatasetId">The dataset.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="RowsScanned">Rows looked at, from the first; fewer only where not all fit.</param>
/// <param name="ContainsPersonalData">Whether any column looks personal.</param>
/// <param name="Columns">The columns that do, in file order.</param>
/// <param name="Classification">How the dataset should be classed.</param>
/// <param name="Milliseconds">How long reading and looking took.</param>
public sealed record PersonalDataReport(
    string DatasetId, long Rows, long RowsScanned, bool ContainsPersonalData, ImmutableArray<PersonalColumn> Columns,
    ClassificationProposal Classification, double Milliseconds);

/// <param name="Name">The column.</param>
/// <param name="Kind">What it looks like.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Header">Its name says so.</param>
/// <param name="Examined">Values looked at.</param>
/// <param name="Matching">Of them, values that pass the kind's test.</param>
/// <param name="Check">The check digit or rule they passed; null where there is none.</param>
/// <param name="Treatment">The method that <c>anonymize</c> should use.</param>
/// <param name="Recommendation">Why, and how.</param>
public sealed record PersonalColumn(
    string Name, PersonalDataKind Kind, double Confidence, bool Header, long Examined, long Matching, string? Check, string Treatment,
    string Recommendation)
{
    internal static PersonalColumn Of(string name, PersonalDataFinding finding) => new(
        name, finding.Kind, finding.Confidence, finding.Header, finding.Examined, finding.Matching, finding.Check,
        Recommendations.Treatment(finding.Kind), Recommendations.Advice(finding.Kind));
}
