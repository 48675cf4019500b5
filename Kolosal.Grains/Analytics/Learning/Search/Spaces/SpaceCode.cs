using Kolosal.Statistics;

namespace Kolosal.Learning.Search;

/// <summary>Hyper-parameters as one number a parameter, in the order of the space: a position on the unit scale, the place of a choice,
/// NaN where the parameter does not exist.</summary>
internal sealed class SpaceCode
{
    private readonly ImmutableArray<Parameter> parameters;
    private readonly UnitScale[] scales;
    private readonly int[] choices, parents;

    // The parent's codes that switch a parameter on.
    private readonly double[][] switches;

    public SpaceCode(SearchSpace space)
    {
        parameters = space.Parameters;
        int count = parameters.Length;
        (scales, choices, parents, switches) = (new UnitScale[count], new int[count], new int[count], new double[count][]);
        for (int p = 0; p < count; p++)
        {
            if (parameters[p] is CategoricalParameter categorical) choices[p] = categorical.Choices.Length;
            else scales[p] = new(parameters[p]);
            parents[p] = -1;
            if (parameters[p].When is not { } when) continue;
            int parent = 0;
            while (parameters[parent].Name != when.Parent) parent++;
            parents[p] = parent;
            switches[p] = [.. when.Values.Select(value => ToCode(parent, value))];
        }
    }

    /// <summary>The parameters.</summary>
    public int Count => parameters.Length;

    /// <summary>The choices of a categorical parameter; 0 of a numeric one.</summary>
    public int Choices(int p) => choices[p];

    /// <summary>Whether a parameter has no order.</summary>
    public bool IsCategorical(int p) => choices[p] > 0;

    /// <summary>The scale of a numeric parameter.</summary>
    public ref readonly UnitScale Scale(int p) => ref scales[p];

    /// <summary>The code of the default.</summary>
    public double Default(int p) => ToCode(p, parameters[p].DefaultValue);

    /// <summary>Whether a parameter exists, given the codes before it.</summary>
    public bool IsActive(int p, ReadOnlySpan<double> code)
    {
        if (parents[p] < 0) return true;
        double parent = code[parents[p]];
        foreach (double value in switches[p])
            // A position read back from a value may be off by rounding.
            if (Math.Abs(parent - value) < 1e-12) return true;
        return false;
    }

    /// <summary>Writes the code; false when a value is missing or outside its range.</summary>
    public bool TryEncode(HyperParameters given, Span<double> code)
    {
        for (int p = 0; p < parameters.Length; p++)
        {
            code[p] = double.NaN;
            var parameter = parameters[p];
            if (parents[p] >= 0 && !IsActive(p, code)) continue;
            if (!given.Values.TryGetValue(parameter.Name, out var value)) return false;
            if (parameter is CategoricalParameter categorical)
            {
                int choice = value.Text is { } text ? categorical.Choices.IndexOf(text) : -1;
                if (choice < 0) return false;
                code[p] = choice;
            }
            else if (!parameter.Allows(value)) return false;
            else code[p] = scales[p].ToUnit(value.Number);
        }
        return true;
    }

    /// <summary>The hyper-parameters of a code; whatever exists and has no code takes its default.</summary>
    public HyperParameters Decode(ReadOnlySpan<double> code)
    {
        var decoded = HyperParameters.Empty;
        for (int p = 0; p < parameters.Length; p++)
            if (SearchSpace.IsActive(parameters[p], decoded)) decoded = decoded.With(parameters[p].Name, ToValue(p, code[p]));
        return decoded;
    }

    /// <summary>Makes a code one of the space: what does not exist becomes NaN, what exists and is NaN is
    /// drawn evenly, and positions move to what they mean.</summary>
    public void Repair(Span<double> code, ref SeededRandom random)
    {
        for (int p = 0; p < parameters.Length; p++)
            if (!IsActive(p, code)) code[p] = double.NaN;
            else if (double.IsNaN(code[p])) code[p] = Draw(p, ref random);
            else if (choices[p] == 0) code[p] = scales[p].Snap(code[p]);
    }

    /// <summary>An even draw of one parameter.</summary>
    public double Draw(int p, ref SeededRandom random) => choices[p] > 0 ? random.Next(choices[p]) : scales[p].Snap(random.NextDouble());

    /// <summary>Whether two codes mean the same.</summary>
    public static bool Same(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        for (int p = 0; p < a.Length; p++)
            if (!(Math.Abs(a[p] - b[p]) < 1e-12) && !(double.IsNaN(a[p]) && double.IsNaN(b[p]))) return false;
        return true;
    }

    private double ToCode(int p, ParameterValue value) => parameters[p] is CategoricalParameter categorical
        ? categorical.Choices.IndexOf(value.Text ?? "") : scales[p].ToUnit(value.Number);

    private ParameterValue ToValue(int p, double code)
    {
        if (double.IsNaN(code)) return parameters[p].DefaultValue;
        if (parameters[p] is CategoricalParameter categorical) return categorical.Choices[(int)code];
        return scales[p].FromUnit(code);
    }
}
