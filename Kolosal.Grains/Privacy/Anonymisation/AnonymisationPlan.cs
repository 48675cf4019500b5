using Kolosal.Disclosure;

namespace Kolosal.Privacy;

/// <summary>A request that was held against a table's columns.</summary>
/// <param name="Treatments">In order.</param>
/// <param name="Goal">What classes must reach; null for nothing or for measuring alone.</param>
/// <param name="Hierarchies">Of quasi-identifiers.</param>
internal sealed record AnonymisationPlan(
    ImmutableArray<(string Column, ColumnTreatment Treatment, string? Subject)> Treatments, MondrianGoal? Goal,
    IReadOnlyDictionary<string, ValueHierarchy> Hierarchies)
{
    public const string Code = "privacy.bad-anonymisation";

    private const double Least = 1e-9, Greatest = 1e15;

    /// <summary>The plan, or what is wrong by JSON path.</summary>
    public static Result<AnonymisationPlan> Of(AnonymisationRequest request, IReadOnlySet<string> columns)
    {
        var errors = ImmutableDictionary.CreateBuilder<string, string>();
        var treatments = ImmutableArray.CreateBuilder<(string, ColumnTreatment, string?)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < request.Columns.Length; i++)
        {
            var method = request.Columns[i];
            string path = $"$.columns[{i}]";
            if (!columns.Contains(method.Name)) errors[$"{path}.name"] = $"There is no column '{method.Name}'.";
            else if (!seen.Add(method.Name)) errors[$"{path}.name"] = $"'{method.Name}' has a treatment already.";
            if (method.Subject is { } subject && !columns.Contains(subject)) errors[$"{path}.subject"] = $"There is no column '{subject}'.";
            if (Treatment(method, path, errors) is { } treatment) treatments.Add((method.Name, treatment, method.Subject));
        }

        var hierarchies = new Dictionary<string, ValueHierarchy>(StringComparer.Ordinal);
        var goal = ReadGoal(request.Anonymity, columns, request.Columns, hierarchies, errors);
        if (request.Columns.IsEmpty && request.Anonymity is null) errors["$.columns"] = "Name a column's treatment, or what is to be reached.";
        return errors.Count == 0 ? new AnonymisationPlan(treatments.ToImmutable(), goal, hierarchies)
            : new Refusal(RefusalKind.Unprocessable, Code, "The dataset cannot be anonymised like this; see errors.", errors.ToImmutable());
    }

    private static ColumnTreatment? Treatment(ColumnMethod method, string path, ImmutableDictionary<string, string>.Builder errors)
    {
        string[] given = [.. Given(method)];
        string[] known = method.Method switch
        {
            "suppress" => [],
            "mask" => ["keep_first", "keep_last"],
            "pseudonymise" => ["domain"],
            "generalise" => ["width", "to", "keep", "hierarchy", "level"],
            "date_shift" => ["days", "subject"],
            "noise" => ["deviation", "distribution"],
            _ => given,
        };
        foreach (string member in given.Except(known)) errors[$"{path}.{member}"] = $"The method {method.Method} does not use it.";
        switch (method.Method)
        {
            case "suppress": return new ColumnTreatment.Suppress();
            case "mask":
                if (method is { KeepFirst: < 0 } or { KeepLast: < 0 }) errors[path] = "Expected counts of at least 0.";
                return new ColumnTreatment.Mask(method.KeepFirst ?? 0, method.KeepLast ?? 0);
            case "pseudonymise": return new ColumnTreatment.Pseudonymise(method.Domain ?? method.Name);
            case "generalise": return Generalisation(method, path, errors);
            case "date_shift":
                if (method.Days is not (>= 1 and <= 3_660)) errors[$"{path}.days"] = "Expected 1 to 3660 days.";
                return new ColumnTreatment.ShiftDates(method.Days ?? 1);
            case "noise":
                if (method.Deviation is not (>= Least and <= Greatest))
                    errors[$"{path}.deviation"] = "Expected a standard deviation from 1e-9 to 1e15.";
                if (method.Distribution is not (null or "laplace" or "gaussian")) errors[$"{path}.distribution"] = "Expected laplace or gaussian.";
                return new ColumnTreatment.AddNoise(method.Deviation ?? 1, method.Distribution == "gaussian");
            default:
                errors[$"{path}.method"] = "Expected suppress, mask, pseudonymise, generalise, date_shift or noise.";
                return null;
        }
    }

    private static ColumnTreatment? Generalisation(ColumnMethod method, string path, ImmutableDictionary<string, string>.Builder errors)
    {
        int ways = (method.Width is null ? 0 : 1) + (method.To is null ? 0 : 1) + (method.Keep is null ? 0 : 1) + (method.Hierarchy is null ? 0 : 1);
        if (ways != 1)
        {
            errors[path] = "Expected one of width (numbers), to (dates), keep (texts) or hierarchy (categories).";
            return null;
        }

        if (method.Width is { } width)
        {
            if (width is not (>= Least and <= Greatest)) errors[$"{path}.width"] = "Expected a width from 1e-9 to 1e15.";
            return new ColumnTreatment.Bin(width);
        }

        if (method.To is { } to)
        {
            if (to is not ("month" or "quarter" or "year")) errors[$"{path}.to"] = "Expected month, quarter or year.";
            return new ColumnTreatment.Coarsen(to);
        }

        if (method.Keep is { } keep)
        {
            if (keep < 0) errors[$"{path}.keep"] = "Expected at least 0.";
            return new ColumnTreatment.Prefix(keep);
        }

        if (method.Level is < 1) errors[$"{path}.level"] = "Expected at least 1.";
        return Tree(method.Hierarchy!, $"{path}.hierarchy", errors) is { } tree ? new ColumnTreatment.Climb(tree, method.Level ?? 1) : null;
    }

    private static MondrianGoal? ReadGoal(
        AnonymityGoal? goal, IReadOnlySet<string> columns, ImmutableArray<ColumnMethod> methods, Dictionary<string, ValueHierarchy> hierarchies,
        ImmutableDictionary<string, string>.Builder errors)
    {
        if (goal is null) return null;
        const string Path = "$.anonymity";
        if (goal.QuasiIdentifiers.IsDefaultOrEmpty) errors[$"{Path}.quasi_identifiers"] = "Name at least one column.";
        var gone = methods.Where(method => method.Method == "suppress").Select(method => method.Name).ToHashSet(StringComparer.Ordinal);
        foreach (string name in goal.QuasiIdentifiers.IsDefault ? [] : goal.QuasiIdentifiers)
            if (!columns.Contains(name) || gone.Contains(name))
                errors[$"{Path}.quasi_identifiers"] = $"There is no column '{name}', or it is suppressed.";
        if (goal.Sensitive is { } sensitive && (!columns.Contains(sensitive) || gone.Contains(sensitive)))
            errors[$"{Path}.sensitive"] = $"There is no column '{sensitive}', or it is suppressed.";
        if (goal.Sensitive is null && (goal.L > 1 || goal.T < 1)) errors[$"{Path}.sensitive"] = "l and t are about a sensitive column; name it.";
        if (goal.K is < 2) errors[$"{Path}.k"] = "Expected k of at least 2.";
        if (goal.L is < 1) errors[$"{Path}.l"] = "Expected l of at least 1.";
        if (goal.T is not (null or (>= 0 and <= 1))) errors[$"{Path}.t"] = "Expected t from 0 to 1.";
        if (goal.K is null && (goal.L is not null || goal.T is not null)) errors[$"{Path}.k"] = "Give k with l or t.";
        foreach (var (name, paths) in goal.Hierarchies ?? ImmutableDictionary<string, ImmutableDictionary<string, ImmutableArray<string>>>.Empty)
            if (Tree(paths, $"{Path}.hierarchies.{name}", errors) is { } tree) hierarchies[name] = tree;
        return errors.Count > 0 || goal.K is not { } k ? null : new(k, goal.L ?? 1, goal.T ?? 1);
    }

    private static ValueHierarchy? Tree(
        ImmutableDictionary<string, ImmutableArray<string>> paths, string path, ImmutableDictionary<string, string>.Builder errors)
    {
        try
        {
            return new(paths);
        }
        catch (ArgumentException wrong)
        {
            errors[path] = Words(wrong);
            return null;
        }
    }

    private static IEnumerable<string> Given(ColumnMethod m) => new (string Name, object? Value)[]
    {
        ("keep_first", m.KeepFirst), ("keep_last", m.KeepLast), ("domain", m.Domain), ("width", m.Width), ("to", m.To), ("keep", m.Keep),
        ("hierarchy", m.Hierarchy), ("level", m.Level), ("days", m.Days), ("subject", m.Subject), ("deviation", m.Deviation),
        ("distribution", m.Distribution),
    }.Where(member => member.Value is not null).Select(member => member.Name);

    /// <summary>What is wrong, without the name that it has inside.</summary>
    internal static string Words(ArgumentException wrong) => wrong.Message.Split(" (Parameter '")[0];
}
