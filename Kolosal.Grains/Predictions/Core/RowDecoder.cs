using System.Text;
using Kolosal.Tabular;

namespace Kolosal.Predictions;

/// <summary>Turns the rows of a request into values of a model's input columns. Immutable, safe for any number of threads.</summary>
/// <remarks>
/// Values are read by the rules that were settled over the table the model learnt from, so a cell means what it meant there, in whatever form
/// it comes. It is strict, because a value that was silently dropped or converted is a wrong prediction: unknown and repeated columns and
/// values of another type are errors; <c>null</c> is a missing value. A column that was missing in rows of the training table may be absent
/// and is missing then, unless the caller wants it strict; one that was never missing must be there. Columns that the training table had
/// beside the inputs (target, ids) may be sent and are skipped. Categories that training did not see are no error: encoders know what to do
/// with them. Models of old carry no rules and are read plainly.
/// </remarks>
public sealed partial class RowDecoder
{
    /// <summary>From here on numbers that doubles do not tell apart may be different categories.</summary>
    private const double LargestTold = 1L << 53;

    private const string NoSuchInput = "The model has no such input; remove it, or check its spelling against GET /api/models/{id}.";

    private const string NotFinite = "Expected a finite number, or NaN for a missing one; got an infinity.";

    private readonly RowLayout layout;
    private readonly ImmutableArray<ColumnSchema> columns;
    private readonly ImmutableArray<CategoryNames?> categories;
    private readonly Utf8Names names, skipped;
    private readonly bool[] optional;
    private readonly int inputs;
    private readonly bool allNumbers;

    /// <param name="inputs">The model's input columns, in the encoder's order.</param>
    /// <param name="target">The predicted column: it may be sent and is skipped.</param>
    /// <param name="logged">What monitors get to see, in their order. Columns among them that are no inputs (a protected attribute that the model
    /// must not use) may be left out of a row that is an object.</param>
    public RowDecoder(TableSchema inputs, string target, ImmutableArray<LoggedColumn> logged)
    {
        layout = new RowLayout(inputs, logged);
        (columns, categories, this.inputs) = (layout.Columns, layout.Categories, inputs.Columns.Length);
        allNumbers = inputs.Columns.All(column => column.Type == ColumnType.Numeric);
        names = new Utf8Names(columns.Select(column => column.Name));
        skipped = new Utf8Names(names.Find(Encoding.UTF8.GetBytes(target)) < 0 ? [target] : []);
        optional = [.. columns.Select((column, i) => i >= this.inputs
            || (column.Nullable && logged.Any(seen => seen.Name == column.Name && seen.WasMissing)))];
    }

    /// <summary>Inputs that a refusal names.</summary>
    private const int NamedInputs = 8;

    /// <summary>How many values a row has that is an array.</summary>
    public int Columns => inputs;

    /// <summary>Values of a decoded row that the log keeps.</summary>
    public int Logged => layout.Logged.Length;

    /// <summary>Whether a column may be left out by a caller who does not want it strict.</summary>
    public bool IsOptional(int column) => optional[column];

    /// <summary>Says which inputs are absent that must not be.</summary>
    private void CheckAbsent(Func<int, bool> given, bool strict, int row, Func<ColumnSchema, string> message, RowErrors errors)
    {
        bool any = false;
        for (int column = 0; column < inputs; column++)
        {
            if (given(column)) any = true;
            else if (strict || !optional[column]) errors.Add(row, columns[column].Name, message(columns[column]));
        }

        if (!any && inputs > 0) errors.Add(row, null, NoInput());
    }

    private string NoInput() => $"Expected at least one of the model's inputs ({string.Join(", ", columns.Take(Math.Min(inputs, NamedInputs))
        .Select(column => column.Name))}{(inputs > NamedInputs ? ", …" : "")}), got none of them.";
}
