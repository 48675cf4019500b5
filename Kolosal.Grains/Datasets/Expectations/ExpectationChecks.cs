using System.Globalization;
using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>Holds datasets against what their owners expect of them.</summary>
public sealed class ExpectationChecks(IGrainFactory grains, IDatasetArchive archive, ITableEngine engine, TimeProvider clock)
{
    /// <summary>Most expectations of a dataset.</summary>
    public const int Most = 200;

    /// <summary>Looks at the dataset and keeps the expectations with what came of it.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="expectations">All of them; none takes them away.</param>
    /// <param name="cancel">Stops looking; nothing is kept then.</param>
    public async Task<Result<ExpectationReport>> DeclareAsync(
        ResourceKey dataset, ImmutableArray<DatasetExpectation> expectations, CancellationToken cancel)
    {
        var grain = grains.Dataset(dataset);
        var (described, opened) = (await grain.DescribeAsync(), await grain.OpenAsync());
        if (!described.Accepted) return described.Refusal;
        if (!opened.Accepted) return opened.Refusal;
        var errors = await ErrorsAsync(dataset.Workspace, expectations, opened.Value);
        if (!errors.IsEmpty)
            return new Refusal(RefusalKind.Unprocessable, "datasets.bad-expectations", "The expectations cannot be kept like this; see errors.",
                errors);
        try
        {
            var schema = opened.Value.ToTableSchema();
            var results = expectations.IsEmpty ? [] : await archive.WithRowsAsync(
                opened.Value, path => ResultsAsync(dataset.Workspace, path, schema, opened.Value.Columns, expectations, cancel), cancel);
            return await grain.DeclareExpectationsAsync(new(described.Value.Revision, clock.GetUtcNow(), results));
        }
        catch (RejectedContentException e)
        {
            return e.ToRefusal();
        }
        catch (FileNotFoundException)
        {
            return DatasetRefusals.NotFound(dataset.Id); // deleted in between
        }
    }

    /// <summary>Looks again at a dataset whose schema was changed; nothing happens where nothing is expected.</summary>
    public async Task<Result<ExpectationReport>> RenewAsync(ResourceKey dataset, CancellationToken cancel)
    {
        var present = await grains.Dataset(dataset).GetExpectationsAsync();
        return !present.Accepted || present.Value.Results.IsEmpty ? present
            : await DeclareAsync(dataset, [.. present.Value.Results.Select(result => result.Expectation)], cancel);
    }

    /// <summary>How a table that is about to become a version stands to its parent's expectations.</summary>
    /// <param name="workspace">Owner.</param>
    /// <param name="table">As converted.</param>
    /// <param name="parent">The parent's columns.</param>
    /// <param name="expected">The parent's expectations; those about columns that the table has not are left out.</param>
    /// <param name="cancel">Stops looking.</param>
    internal async Task<ExpectationReport?> LookAsync(
        string workspace, ConvertedTable table, ImmutableArray<DatasetColumn> parent, ExpectationReport expected, CancellationToken cancel)
    {
        ImmutableArray<DatasetExpectation> wanted =
        [
            .. expected.Results.Select(result => result.Expectation)
                .Where(e => e.Columns.All(name => table.Columns.Any(column => column.Name == name))),
        ];
        if (wanted.IsEmpty) return null;
        var schema = new TableSchema([.. table.Columns.Select(c => new ColumnSchema(c.Name, c.Declared ?? c.Type, Reading: c.Reading))]);
        return new(0, clock.GetUtcNow(), await ResultsAsync(workspace, table.Path, schema, parent, wanted, cancel));
    }

    private async Task<ImmutableArray<ExpectationResult>> ResultsAsync(
        string workspace, string path, TableSchema schema, ImmutableArray<DatasetColumn> columns, ImmutableArray<DatasetExpectation> expectations,
        CancellationToken cancel)
    {
        var results = ImmutableArray.CreateBuilder<ExpectationResult>();
        foreach (var expectation in expectations)
        {
            var answer = expectation.Kind == ExpectationKind.ForeignSet
                ? await WithForeignAsync(workspace, expectation, foreign => OneAsync(Question(expectation) with { Foreign = foreign }), cancel)
                : await OneAsync(Question(expectation));
            results.Add(Judge(expectation, answer, columns));
        }

        return results.ToImmutable();

        async Task<CellAnswer> OneAsync(CellQuestion question) => (await engine.FindAsync(path, schema, [question], cancel))[0];
    }

    private async Task<CellAnswer> WithForeignAsync(
        string workspace, DatasetExpectation expectation, Func<ForeignColumn, Task<CellAnswer>> ask, CancellationToken cancel)
    {
        var other = await grains.Dataset(workspace, expectation.DatasetId!).OpenAsync();
        var schema = other.Accepted ? other.Value.ToTableSchema() : null;
        if (schema is null || schema.IndexOf(expectation.ForeignColumn!) is not (>= 0 and var at))
            throw new RejectedContentException(RejectionKind.Unusable, "datasets.bad-expectations",
                $"The column '{expectation.ForeignColumn}' of {expectation.DatasetId} is no longer there. Change what is expected.");
        return await archive.WithRowsAsync(other.Value!, path => ask(new(path, at, schema.Columns[at])), cancel);
    }

    private static CellQuestion Question(DatasetExpectation expectation) => expectation.Kind switch
    {
        ExpectationKind.Range => new(CellCondition.Outside, expectation.Columns, expectation.Minimum, expectation.Maximum),
        ExpectationKind.Pattern => new(CellCondition.Unmatched, expectation.Columns, Pattern: expectation.Pattern),
        ExpectationKind.Unique => new(CellCondition.NotUnique, expectation.Columns),
        ExpectationKind.NotNull => new(CellCondition.Missing, expectation.Columns),
        ExpectationKind.AllowedSet => new(CellCondition.NotIn, expectation.Columns, Values: expectation.Values ?? []),
        _ => new(CellCondition.NotForeign, expectation.Columns),
    };

    private static ExpectationResult Judge(DatasetExpectation expectation, CellAnswer answer, ImmutableArray<DatasetColumn> columns)
    {
        bool holds = answer.Found == 0 || answer.Looked - answer.Found >= expectation.Share * answer.Looked;
        string? column = expectation.Columns is [var only] ? only : null;
        var cells = Cells(answer, column, columns);
        return new(expectation, holds, answer.Looked, answer.Found, cells, Sentence(expectation, answer, cells));
    }

    /// <summary>Cells as they may be shown: without values where the column looks personal.</summary>
    internal static ImmutableArray<FoundCell> Cells(CellAnswer answer, string? column, ImmutableArray<DatasetColumn> columns)
    {
        bool personal = columns.Any(known => known.PersonalData is not null && (column is null || known.Name == column));
        return [.. answer.Cells.Select(cell => new FoundCell(cell.Row, column, personal ? null : cell.Value))];
    }

    private static string Sentence(DatasetExpectation expectation, CellAnswer answer, ImmutableArray<FoundCell> cells)
    {
        string names = string.Join(", ", expectation.Columns.Select(name => $"'{name}'")), wanted = expectation.Kind switch
        {
            ExpectationKind.Range => $"lie {string.Join(" and ", Ends(expectation))}",
            ExpectationKind.Pattern => $"match {expectation.Pattern}",
            ExpectationKind.Unique => "stand once",
            ExpectationKind.NotNull => "have a value",
            ExpectationKind.AllowedSet => "be one of the allowed values",
            _ => $"stand in '{expectation.ForeignColumn}' of {expectation.DatasetId}",
        };
        string found = answer.Found == 0 ? "all do" : string.Create(CultureInfo.InvariantCulture, $"{answer.Found} of {answer.Looked} do not")
            + (cells.IsEmpty ? "" : $" (row {string.Join(", ", cells.Select(cell =>
                cell.Value is null ? $"{cell.Row}" : string.Create(CultureInfo.InvariantCulture, $"{cell.Row}: '{cell.Value}'")))})");
        return $"Values of {names} should {wanted}: {found}.";
    }

    private static IEnumerable<string> Ends(DatasetExpectation expectation)
    {
        if (expectation.Minimum is { } low) yield return string.Create(CultureInfo.InvariantCulture, $"at or above {low}");
        if (expectation.Maximum is { } high) yield return string.Create(CultureInfo.InvariantCulture, $"at or below {high}");
    }

    private async Task<ImmutableDictionary<string, string>> ErrorsAsync(
        string workspace, ImmutableArray<DatasetExpectation> expectations, DatasetContent content)
    {
        var errors = ImmutableDictionary.CreateBuilder<string, string>();
        if (expectations.Length > Most) errors["$.expectations"] = $"Expected at most {Most} expectations, got {expectations.Length}.";
        for (int i = 0; i < Math.Min(expectations.Length, Most); i++)
        {
            var expectation = expectations[i];
            if (ExpectationRules.Refuse(expectation, content.Columns) is var (member, why)) errors[$"$.expectations[{i}].{member}"] = why;
            else if (expectation.Kind == ExpectationKind.ForeignSet)
            {
                var other = await grains.Dataset(workspace, expectation.DatasetId!).OpenAsync();
                if (!other.Accepted) errors[$"$.expectations[{i}].dataset_id"] = other.Refusal.Message;
                else if (!other.Value.Columns.Any(column => column.Name == expectation.ForeignColumn))
                    errors[$"$.expectations[{i}].foreign_column"] = $"{expectation.DatasetId} has no column '{expectation.ForeignColumn}'.";
            }
        }

        return errors.ToImmutable();
    }
}
