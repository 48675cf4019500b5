using System.Text.Json;
using Kolosal.Learning;
using Kolosal.Learning.Preprocessing;
using Kolosal.Tabular;

namespace Kolosal.Exploration;

/// <summary>Holds options against the schema and the number of rows, and fixes the plan; nothing of the rows is read.</summary>
public static class AnalysisPlanner
{
    public const int MostHorizon = 1000, MostPeriod = 366, MostOrigins = 100, DefaultOrigins = 5, DefaultHorizon = 10, MostComponents = 1000;

    private const double DefaultLevel = 0.95;

    /// <param name="options">What was asked for.</param>
    /// <param name="schema">The dataset's columns.</param>
    /// <param name="rows">The dataset's rows.</param>
    /// <exception cref="AnalysisOptionException">An option has no meaning.</exception>
    /// <exception cref="TrainingException">The data cannot give what was asked.</exception>
    public static AnalysisPlan Plan(AnalysisOptions options, TableSchema schema, long rows)
    {
        var method = AnalysisMethods.Get(options.Kind, options.Method);
        if (rows > method.MaxRows)
            throw new TrainingException(
                $"'{method.Name}' looks at pairs of rows and takes at most {method.MaxRows} of them, the dataset has {rows}; upload a sample, or use "
                + "another method.");
        ulong seed = unchecked((ulong)(options.Seed ?? 0));
        if (options.Kind == AnalysisKinds.Forecast) return Forecast(options, method, schema, seed);

        NotFor(options.Kind, ("target", options.Target), ("time", options.Time), ("group", options.Group), ("horizon", options.Horizon),
            ("period", options.Period), ("level", options.Level), ("origins", options.Origins));
        var (columns, leftOut) = Choose(options.Columns.IsDefault ? [] : options.Columns, schema);
        return new(options.Kind, method.Name, Parameters(options, method), columns, leftOut,
            [.. schema.Columns.Where(c => c.Role == ColumnRole.Id && !columns.Contains(c.Name)).Select(c => c.Name)], Scaling(options.Scaling), seed,
            Components(options));
    }

    private static AnalysisPlan Forecast(AnalysisOptions options, AnalysisMethod method, TableSchema schema, ulong seed)
    {
        NotFor(options.Kind, ("contamination", options.Contamination), ("components", options.Components), ("scaling", options.Scaling),
            ("columns", options.Columns.IsDefaultOrEmpty ? null : options.Columns));
        string target = Column("target", options.Target, ColumnRole.Target, schema), time = Column("time", options.Time, ColumnRole.Time, schema);
        string? group = options.Group is null && schema.WithRole(ColumnRole.Group) is null ? null
            : Column("group", options.Group, ColumnRole.Group, schema);
        if (schema[target].Type != ColumnType.Numeric)
            throw new TrainingException($"A forecast needs numbers, and '{target}' is {Word(schema[target].Type)}.");
        if (schema[time].Type is not (ColumnType.DateTime or ColumnType.Numeric))
            throw new TrainingException(
                $"Times are dates or numbers, and '{time}' is {Word(schema[time].Type)}; change its type or name another column.");
        if (new[] { target, time, group }.Distinct().Count() < 3)
            throw new AnalysisOptionException("time", "Target, time and group are different columns.");

        int period = InRange("period", options.Period ?? 1, 1, MostPeriod);
        double level = options.Level ?? DefaultLevel;
        if (!(level > 0 && level < 1)) throw new AnalysisOptionException("level", $"A level is a probability between 0 and 1, got {level}.");
        var space = Forecasters.Space(method.Name, period);
        string[] used = group is null ? [target, time] : [target, time, group];
        return new(options.Kind, method.Name, Complete(options.Parameters, HyperParameters.Empty, space), [.. used],
            [.. schema.Columns.Where(c => !used.Contains(c.Name)).Select(c => new LeftOutColumn(c.Name, "A forecast is made of the series alone."))],
            [], ScaleStrategy.None, seed, null,
            new(target, time, InRange("horizon", options.Horizon ?? (period > 1 ? period : DefaultHorizon), 1, MostHorizon), period, level,
                InRange("origins", options.Origins ?? DefaultOrigins, 0, MostOrigins), group));
    }

    private static (ImmutableArray<string> Columns, ImmutableArray<LeftOutColumn> LeftOut) Choose(ImmutableArray<string> named, TableSchema schema)
    {
        foreach (string name in named)
            if (schema.IndexOf(name) < 0) throw new TrainingException($"There is no column '{name}'; see the dataset's info for those there are.");
        var columns = ImmutableArray.CreateBuilder<string>();
        var leftOut = ImmutableArray.CreateBuilder<LeftOutColumn>();
        foreach (var column in schema.Columns)
        {
            if (named.IsEmpty ? ReasonToLeaveOut(column) is not { } reason : named.Contains(column.Name)) columns.Add(column.Name);
            else leftOut.Add(new(column.Name, named.IsEmpty ? ReasonToLeaveOut(column)! : "It was not named."));
        }
        if (columns.Count == 0)
            throw new TrainingException("There is no column to look at: every column is an id, the target or ignored. Name the columns to use.");
        return (columns.ToImmutable(), leftOut.ToImmutable());
    }

    private static string? ReasonToLeaveOut(ColumnSchema column) => column.Role switch
    {
        ColumnRole.Feature => null,
        ColumnRole.Target => "It is the target; name it among the columns to look at it all the same.",
        ColumnRole.Id => "It names rows; it stands beside every row of the result.",
        var role => $"Its role is {Word(role)}.",
    };

    private static HyperParameters Parameters(AnalysisOptions options, AnalysisMethod method)
    {
        var given = HyperParameters.Empty;
        if (options.Kind != AnalysisKinds.Anomaly) NotFor(options.Kind, ("contamination", options.Contamination));
        else if (options.Contamination is { } share)
        {
            if (!(share > 0 && share <= 0.5))
                throw new AnalysisOptionException("contamination", $"A contamination is above 0 and at most 0.5, got {share}.");
            given = method.Space.Parameters.Any(p => p.Name == "threshold") ? given.With("threshold", "share").With("contamination", share)
                : given.With(method.Space.Parameters.Any(p => p.Name == "nu") ? "nu" : "contamination", share);
        }
        if (options.Kind == AnalysisKinds.Umap && options.Components is { } coordinates) given = given.With("components", (double)coordinates);
        return Complete(options.Parameters, given, method.Space);
    }

    /// <summary>The parameters as they were given, over those that other options stand for, and the defaults of the rest.</summary>
    private static HyperParameters Complete(string? json, HyperParameters implied, SearchSpace space)
    {
        try
        {
            var given = implied;
            if (json is not null)
                foreach (var (name, value) in (JsonSerializer.Deserialize<HyperParameters>(json) ?? HyperParameters.Empty).Values)
                    given = given.With(name, value);
            return space.Complete(given);
        }
        catch (JsonException)
        {
            throw new AnalysisOptionException("parameters", "Parameters are an object of names and numbers or words.");
        }
        catch (ArgumentException fault)
        {
            throw new AnalysisOptionException("parameters", fault.Message);
        }
    }

    private static int? Components(AnalysisOptions options)
    {
        if (options.Kind is not (AnalysisKinds.Pca or AnalysisKinds.Umap)) NotFor(options.Kind, ("components", options.Components));
        return options.Components is { } count ? InRange("components", count, 1, MostComponents) : null;
    }

    private static ScaleStrategy Scaling(string? name) => name switch
    {
        null or "standard" => ScaleStrategy.Standard,
        "min_max" => ScaleStrategy.MinMax,
        "robust" => ScaleStrategy.Robust,
        "none" => ScaleStrategy.None,
        _ => throw new AnalysisOptionException("scaling", $"A scaling is standard, min_max, robust or none, got '{name}'."),
    };

    private static string Column(string option, string? name, ColumnRole role, TableSchema schema)
    {
        string? found = name ?? schema.WithRole(role)?.Name;
        if (found is null)
            throw new AnalysisOptionException(option, $"A forecast needs a column of the role {Word(role)}; name it, or give a column that role.");
        return schema.IndexOf(found) >= 0 ? found : throw new TrainingException($"There is no column '{found}' to take for the {option}.");
    }

    private static int InRange(string option, int value, int least, int most) => value >= least && value <= most ? value
        : throw new AnalysisOptionException(option, $"'{option}' must be {least} to {most}, got {value}.");

    private static void NotFor(string kind, params ReadOnlySpan<(string Option, object? Value)> options)
    {
        foreach (var (option, value) in options)
            if (value is not null)
                throw new AnalysisOptionException(option, $"'{option}' means nothing to an analysis of the kind {kind}; leave it out.");
    }

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
