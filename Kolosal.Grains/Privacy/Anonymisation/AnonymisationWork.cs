using System.Globalization;
using Kolosal.Disclosure;

namespace Kolosal.Privacy;

/// <summary>One anonymisation over columns of text.</summary>
internal sealed class AnonymisationWork(
    List<(string Name, string?[]? Values)> table, AnonymisationPlan plan, AnonymityGoal? anonymity, KeyedDigest digest,
    TimeProvider clock)
{
    private readonly Dictionary<string, double> losses = new(StringComparer.Ordinal);
    private long began = clock.GetTimestamp();

    public List<AnonymisationStep> Steps { get; } = [];

    public AnonymityReport? Before { get; private set; }

    public AnonymityReport? After { get; private set; }

    /// <summary>Mean certainty penalty of the search for k.</summary>
    public double? Penalty { get; private set; }

    /// <summary>Mean loss over all columns.</summary>
    public double Loss => losses.Values.Sum() / table.Count;

    /// <summary>The columns that are left.</summary>
    public IReadOnlyList<(string Name, string?[] Values)> Columns =>
        [.. table.Where(column => column.Values is not null).Select(column => (column.Name, column.Values!))];

    /// <returns>Why it cannot be done; null when it is.</returns>
    public Refusal? Run(CancellationToken cancel)
    {
        Before = Measure();
        // A shift follows the subjects as they were, whatever becomes of their column.
        var subjects = plan.Treatments.Select(t => t.Subject).OfType<string>().Distinct().ToDictionary(name => name, name => Values(name)!);
        foreach (var (column, treatment, subject) in plan.Treatments)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                var treated = Treatments.Apply(Values(column)!, treatment, digest, column, subject is null ? null : subjects[subject]);
                Replace(column, treated.Values);
                Note(column, Word(treatment), treated.Changed, treated.Loss);
            }
            catch (ArgumentException wrong)
            {
                return Refusal.Unprocessable(AnonymisationPlan.Code,
                    $"'{column}' cannot be treated with {Word(treatment)}: {AnonymisationPlan.Words(wrong)}");
            }
        }

        if (Columns.Count == 0) return Refusal.Unprocessable(AnonymisationPlan.Code, "Every column is suppressed; nothing would be left.");
        if (plan.Goal is { } goal && Search(goal, cancel) is { } refusal) return refusal;
        After = Measure();
        return null;
    }

    private Refusal? Search(MondrianGoal goal, CancellationToken cancel)
    {
        var names = anonymity!.QuasiIdentifiers;
        var sensitive = anonymity.Sensitive is { } column ? Values(column) : null;
        QuasiIdentifier[] quasi = [.. names.Select(name => new QuasiIdentifier(
            Values(name)!, !plan.Hierarchies.ContainsKey(name) && Values(name)!.All(IsNumber), plan.Hierarchies.GetValueOrDefault(name)))];
        var result = Mondrian.Generalise(quasi, sensitive, goal, cancel);
        if (result is null)
        {
            var whole = AnonymityMeasure.Of([new string?[table[0].Values?.Length ?? Values(names[0])!.Length]], sensitive);
            return Refusal.Unprocessable("privacy.goal-out-of-reach",
                $"Even with all rows in one class the table has k = {whole.Rows}{(whole.DistinctL is { } l ? $", l = {l}" : "")}; "
                + $"k = {goal.K}, l = {goal.L}, t = {goal.T.ToString(CultureInfo.InvariantCulture)} were asked for. Ask for less.");
        }

        for (int i = 0; i < names.Length; i++)
        {
            var before = Values(names[i])!;
            long changed = before.Zip(result.Columns[i]).LongCount(pair => pair.First != pair.Second);
            Replace(names[i], result.Columns[i]);
            Note(names[i], $"mondrian k={goal.K} l={goal.L} t={goal.T.ToString(CultureInfo.InvariantCulture)}", changed, result.ColumnLoss[i]);
        }

        Penalty = result.Loss;
        return null;
    }

    private AnonymityReport? Measure() => anonymity is not { } goal ? null
        : AnonymityMeasure.Of([.. goal.QuasiIdentifiers.Select(name => Values(name)!)], goal.Sensitive is { } column ? Values(column) : null);

    private string?[]? Values(string name) => table.Find(column => column.Name == name).Values;

    private void Replace(string name, string?[]? values)
    {
        int at = table.FindIndex(column => column.Name == name);
        table[at] = (name, values);
    }

    private void Note(string column, string method, long changed, double loss)
    {
        Steps.Add(new(column, method, changed, loss, clock.GetElapsedTime(began).TotalMilliseconds));
        began = clock.GetTimestamp();
        // What two steps leave of a column is what each leaves of what it was given.
        losses[column] = 1 - (1 - losses.GetValueOrDefault(column)) * (1 - loss);
    }

    private static bool IsNumber(string? value) =>
        value is null || (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number));

    private static string Word(ColumnTreatment treatment) => treatment switch
    {
        ColumnTreatment.Suppress => "suppress",
        ColumnTreatment.Mask => "mask",
        ColumnTreatment.Pseudonymise => "pseudonymise",
        ColumnTreatment.ShiftDates => "date_shift",
        ColumnTreatment.AddNoise => "noise",
        _ => "generalise",
    };
}
