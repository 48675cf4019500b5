using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Explanation;

/// <summary>The columns of a row that may change, the values they may take, and what that costs.</summary>
internal sealed class ActionSpace
{
    private readonly double[] origin;
    private readonly double sparsity;

    public ActionSpace(FeatureRows background, ReadOnlySpan<double> row, IEnumerable<ColumnRule> rules, CounterfactualOptions options)
    {
        origin = row.ToArray();
        sparsity = options.Sparsity;
        var given = rules.ToList();
        foreach (var rule in given) rule.Check(origin.Length);
        int[] named = [.. given.SelectMany(rule => rule.Inputs)];
        if (named.Distinct().Count() != named.Length) throw new ArgumentException("Two rules name the same input.");
        given.AddRange(Enumerable.Range(0, origin.Length).Except(named).Select(input => new ColumnRule(input)));
        Actions = [.. given.OrderBy(rule => rule.Inputs[0]).Select(rule => Action.Of(rule, background, origin, options.Values))
            .Where(action => action.Values.Length > 0)];
    }

    /// <summary>The columns that may change, each with at least one value.</summary>
    public Action[] Actions { get; }

    /// <summary>The row as it is.</summary>
    public ReadOnlySpan<double> Origin => origin;

    /// <summary>Whether the listed values are all there are, so that trying all combinations proves something.</summary>
    public bool IsDiscrete => Actions.All(action => action.IsDiscrete);

    /// <summary>Combinations of values, the original ones included; +∞ when there are too many to count.</summary>
    public double Combinations => Actions.Aggregate(1.0, (product, action) => product * (action.Values.Length + 1));

    /// <summary>Σ weight · distance + sparsity · changed columns.</summary>
    public double Cost(ReadOnlySpan<double> row)
    {
        double cost = 0;
        foreach (var action in Actions)
            if (action.Differs(row, origin)) cost += sparsity + action.Distance(row, origin);
        return cost;
    }

    /// <summary>The cost of a column's change alone.</summary>
    public double CostOf(Action action, ReadOnlySpan<double> row) => action.Differs(row, origin) ? sparsity + action.Distance(row, origin) : 0;

    /// <summary>Σ weight · distance between two rows.</summary>
    public double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        foreach (var action in Actions) sum += action.Distance(a, b);
        return sum;
    }

    /// <summary>Puts another row's values into this one as far as the rules allow.</summary>
    public void Approach(ReadOnlySpan<double> other, Span<double> row)
    {
        origin.CopyTo(row);
        foreach (var action in Actions) action.Approach(other, row);
    }

    /// <summary>A column, or the indicators of one, and its allowed values.</summary>
    internal sealed class Action
    {
        private readonly ColumnRule rule;
        private readonly bool isNumber;
        private readonly double low, high, start;

        private Action(ColumnRule rule, bool isNumber, double scale, double low, double high, double start) =>
            (this.rule, this.isNumber, Scale, this.low, this.high, this.start) = (rule, isNumber, scale, low, high, start);

        /// <summary>What one unit of distance is for a number: the background's median absolute deviation.</summary>
        public double Scale { get; }

        /// <summary>Values to try: the number or code, or the place of the indicator that is 1.</summary>
        public double[] Values { get; private set; } = [];

        /// <summary>Whether <see cref="Values"/> are all there are.</summary>
        public bool IsDiscrete { get; private set; }

        /// <summary>Whether a value between the original and another may be allowed as well.</summary>
        public bool IsContinuous => isNumber && !double.IsNaN(start);

        private int Input => rule.Inputs[0];

        public static Action Of(ColumnRule rule, FeatureRows background, double[] origin, int values)
        {
            int input = rule.Inputs[0];
            if (rule.Inputs.Length > 1 || background.Columns[input].IsCategorical) return Categories(rule, background.Columns[input], origin);
            double[] sorted = ValueGrid.OfQuantiles(background, input, values);
            double start = origin[input];
            var (least, most) = sorted.Length > 0 ? (sorted[0], sorted[^1]) : (start, start);
            double low = double.IsNaN(rule.Low) ? least : rule.Low, high = double.IsNaN(rule.High) ? most : rule.High;
            if (rule.Direction != ChangeDirection.Any && double.IsNaN(start)) (low, high) = (1, 0);
            else if (rule.Direction == ChangeDirection.Up) low = Math.Max(low, start);
            else if (rule.Direction == ChangeDirection.Down) high = Math.Min(high, start);
            if (rule.Direction == ChangeDirection.Fixed || double.IsNaN(low) || double.IsNaN(high)) (low, high) = (1, 0);
            if (rule.Step > 0) (low, high) = (Math.Ceiling(low / rule.Step) * rule.Step, Math.Floor(high / rule.Step) * rule.Step);
            var action = new Action(rule, true, Deviation(background, input), low, high, start);
            action.Values = action.Numbers(sorted, values);
            return action;
        }

        /// <summary>Whether the column's values differ between two rows.</summary>
        public bool Differs(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
        {
            foreach (int input in rule.Inputs)
                if (!a[input].Equals(b[input])) return true; // NaN equals NaN here
            return false;
        }

        /// <summary>Weighted distance of the column between two rows: |difference| /
        /// scale of numbers, 1 where categories or missing differ.</summary>
        public double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
        {
            if (!Differs(a, b)) return 0;
            double difference = isNumber ? Math.Abs(a[Input] - b[Input]) / Scale : 1;
            return rule.Weight * (double.IsNaN(difference) ? 1 : difference);
        }

        /// <summary>Sets the column.</summary>
        public void Set(Span<double> row, double value)
        {
            if (rule.Inputs.Length == 1) row[Input] = value;
            else
                for (int i = 0; i < rule.Inputs.Length; i++) row[rule.Inputs[i]] = i == (int)value ? 1 : 0;
        }

        /// <summary>Gives the column its values of another row.</summary>
        public void Copy(ReadOnlySpan<double> from, Span<double> to)
        {
            foreach (int input in rule.Inputs) to[input] = from[input];
        }

        /// <summary>Goes as far to another row's value as allowed.</summary>
        public void Approach(ReadOnlySpan<double> other, Span<double> row)
        {
            double wanted = rule.Inputs.Length == 1 ? other[Input] : ActiveIndicator(other);
            if (!isNumber)
            {
                if (Array.IndexOf(Values, wanted) >= 0) Set(row, wanted);
            }
            else if (!double.IsNaN(wanted))
            {
                double allowed = Allowed(Math.Clamp(wanted, low, high));
                if (Math.Abs(allowed - wanted) <= Math.Abs(start - wanted) || double.IsNaN(start)) row[Input] = allowed;
            }
        }

        /// <summary>Moves a changed number as far as it may go, the way it went.</summary>
        public void Push(Span<double> row, ReadOnlySpan<double> origin) => row[Input] = row[Input] > origin[Input] ? Values[^1] : Values[0];

        /// <summary>The allowed number nearest to one in the range.</summary>
        public double Allowed(double value) =>
            rule.Step > 0 ? Math.Clamp(Math.Round(value / rule.Step) * rule.Step, low, high) : Math.Clamp(value, low, high);

        private static Action Categories(ColumnRule rule, FeatureInfo column, double[] origin)
        {
            int count = rule.Inputs.Length > 1 ? rule.Inputs.Length : column.Cardinality;
            IEnumerable<int> all = rule.Categories.IsDefault ? Enumerable.Range(0, count) : rule.Categories;
            if (all.Any(code => (uint)code >= (uint)count))
                throw new ArgumentException($"Categories of '{column.Name}' go from 0 to {count - 1}, got {string.Join(", ", all)}.");
            double start = rule.Inputs.Length > 1 ? ActiveIndicator(rule, origin) : origin[rule.Inputs[0]];
            return new(rule, false, 1, 0, 0, start)
            {
                IsDiscrete = true,
                Values = rule.Direction == ChangeDirection.Fixed
                    ? []
                    : [.. all.Distinct().Order().Select(code => (double)code).Where(code => code != start)],
            };
        }

        private double[] Numbers(double[] quantiles, int values)
        {
            if (!(low <= high)) return [];
            double steps = rule.Step > 0 ? (high - low) / rule.Step : double.PositiveInfinity;
            IsDiscrete = steps < 4 * values || low == high;
            var numbers = IsDiscrete && low < high ? Enumerable.Range(0, (int)Math.Round(steps) + 1).Select(i => Allowed(low + i * rule.Step))
                : quantiles.Where(q => q >= low && q <= high).Append(low).Append(high).Where(double.IsFinite).Select(Allowed);
            return [.. numbers.Distinct().Order().Where(value => value != start)];
        }

        private double ActiveIndicator(ReadOnlySpan<double> row) => ActiveIndicator(rule, row);

        private static double ActiveIndicator(ColumnRule rule, ReadOnlySpan<double> row)
        {
            for (int i = 0; i < rule.Inputs.Length; i++)
                if (row[rule.Inputs[i]] == 1) return i;
            return -1;
        }

        // Median absolute deviation; where half the rows share a value the mean absolute deviation from it, and 1 for a constant.
        private static double Deviation(FeatureRows background, int input)
        {
            double[] values = [.. Enumerable.Range(0, background.Rows).Where(r => background.Weight(r) > 0).Select(r => background.Row(r)[input])
                .Where(v => !double.IsNaN(v))];
            if (values.Length == 0) return 1;
            double median = Quantiles.Of(values, 0.5);
            for (int i = 0; i < values.Length; i++) values[i] = Math.Abs(values[i] - median);
            double deviation = Quantiles.Of(values, 0.5);
            if (deviation == 0) deviation = FixedSum.Of(values) / values.Length;
            return deviation > 0 ? deviation : 1;
        }
    }
}
