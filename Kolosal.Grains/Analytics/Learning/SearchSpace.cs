using System.Globalization;

namespace Kolosal.Learning;

/// <summary>A parameter exists only while another one has one of these values.</summary>
/// <param name="Parent">A parameter earlier in the space.</param>
/// <param name="Values">The parent's values that switch this one on; at least one.</param>
public sealed record ParameterCondition(string Parent, params ImmutableArray<ParameterValue> Values);

/// <summary>One hyper-parameter: what values it may have and which one is tried first.</summary>
/// <param name="Name">snake_case, unique in its space.</param>
/// <param name="DefaultValue">The value when nothing is known; inside the range.</param>
/// <param name="When">When the parameter exists, or null for always.</param>
public abstract record Parameter(string Name, ParameterValue DefaultValue, ParameterCondition? When)
{
    /// <summary>Whether a value is allowed.</summary>
    public abstract bool Allows(ParameterValue value);

    /// <summary>What is allowed, for messages.</summary>
    public abstract string Range { get; }
}

/// <summary>A real number in [<paramref name="Low"/>, <paramref name="High"/>].</summary>
/// <param name="Name">Unique in its space.</param>
/// <param name="Low">The smallest value; above 0 when <paramref name="Log"/>.</param>
/// <param name="High">The largest value, above <paramref name="Low"/>.</param>
/// <param name="Default">Inside the range.</param>
/// <param name="Log">Search its logarithm evenly.</param>
/// <param name="When">When the parameter exists.</param>
public sealed record FloatParameter(string Name, double Low, double High, double Default, bool Log = false, ParameterCondition? When = null)
    : Parameter(Name, Default, When)
{
    /// <inheritdoc/>
    public override bool Allows(ParameterValue value) => !value.IsText && value.Number >= Low && value.Number <= High;

    /// <inheritdoc/>
    public override string Range => string.Create(CultureInfo.InvariantCulture, $"{Low} to {High}");
}

/// <summary>An integer in <paramref name="Low"/> … <paramref name="High"/>, both included.</summary>
/// <param name="Name">Unique in its space.</param>
/// <param name="Low">The smallest value; above 0 when <paramref name="Log"/>.</param>
/// <param name="High">The largest value, at least <paramref name="Low"/>.</param>
/// <param name="Default">Inside the range.</param>
/// <param name="Log">Search its logarithm evenly.</param>
/// <param name="When">When the parameter exists.</param>
public sealed record IntegerParameter(string Name, int Low, int High, int Default, bool Log = false, ParameterCondition? When = null)
    : Parameter(Name, (double)Default, When)
{
    /// <inheritdoc/>
    public override bool Allows(ParameterValue value) =>
        !value.IsText && value.Number >= Low && value.Number <= High && value.Number == Math.Floor(value.Number);

    /// <inheritdoc/>
    public override string Range => $"integers {Low} to {High}";
}

/// <summary>One of several choices without an order.</summary>
/// <param name="Name">Unique in its space.</param>
/// <param name="Choices">At least one, all different.</param>
/// <param name="Default">One of the choices.</param>
/// <param name="When">When the parameter exists.</param>
public sealed record CategoricalParameter(string Name, ImmutableArray<string> Choices, string Default, ParameterCondition? When = null)
    : Parameter(Name, Default, When)
{
    /// <inheritdoc/>
    public override bool Allows(ParameterValue value) => value.Text is { } text && Choices.Contains(text);

    /// <inheritdoc/>
    public override string Range => string.Join(" | ", Choices);
}

/// <summary>The hyper-parameters of an algorithm, parents before children.</summary>
public sealed class SearchSpace
{
    /// <summary>Checks the parameters against each other.</summary>
    /// <exception cref="ArgumentException">A name occurs twice, a range is empty, a
    /// default is outside, or a parent does not come earlier.</exception>
    public SearchSpace(params ImmutableArray<Parameter> parameters)
    {
        var earlier = new Dictionary<string, Parameter>(StringComparer.Ordinal);
        foreach (var parameter in parameters)
        {
            if (parameter is FloatParameter f && (!(f.Low < f.High) || (f.Log && f.Low <= 0)) || parameter is IntegerParameter i
                && (i.Low > i.High || (i.Log && i.Low <= 0)))
                throw new ArgumentException($"The range of '{parameter.Name}' is empty, or logarithmic and not above 0: {parameter.Range}.");
            if (!parameter.Allows(parameter.DefaultValue))
                throw new ArgumentException($"The default of '{parameter.Name}' is {parameter.DefaultValue}, outside {parameter.Range}.");
            if (parameter.When is { } when && (!earlier.TryGetValue(when.Parent, out var parent) || when.Values.IsEmpty
                || !when.Values.All(parent.Allows)))
                throw new ArgumentException(
                    $"'{parameter.Name}' depends on '{when.Parent}', which must come earlier and be able to take the values named.");
            if (!earlier.TryAdd(parameter.Name, parameter))
                throw new ArgumentException($"Parameter names must differ, got '{parameter.Name}' twice.");
        }
        Parameters = parameters;
    }

    /// <summary>The parameters, parents before children.</summary>
    public ImmutableArray<Parameter> Parameters { get; }

    /// <summary>Every default of a parameter that exists under the defaults.</summary>
    public HyperParameters Defaults => Complete(HyperParameters.Empty);

    /// <summary>The given values and the default of every parameter left out, those that do not exist under their condition included: what
    /// factories read, so that a default stands in the space and nowhere else. Ranges are the affair of the options that take the values.</summary>
    public HyperParameters Filled(HyperParameters given) => Parameters.Where(p => !given.Contains(p.Name))
        .Aggregate(given, (filled, parameter) => filled.With(parameter.Name, parameter.DefaultValue));

    /// <summary>Whether a parameter exists, given the values of those before it.</summary>
    public static bool IsActive(Parameter parameter, HyperParameters given) =>
        parameter.When is not { } when || (given.Values.TryGetValue(when.Parent, out var value) && when.Values.Contains(value));

    /// <summary>Checks the given values, adds the defaults of those left out, and drops those that do not exist under their condition.</summary>
    /// <exception cref="ArgumentException">A name is unknown or a value is outside its range.</exception>
    public HyperParameters Complete(HyperParameters given)
    {
        foreach (var (name, value) in given.Values)
        {
            var parameter = Parameters.FirstOrDefault(p => p.Name == name)
                ?? throw new ArgumentException($"There is no hyper-parameter '{name}'; there are "
                    + $"{(Parameters.IsEmpty ? "none" : string.Join(", ", Parameters.Select(p => p.Name)))}.");
            if (!parameter.Allows(value)) throw new ArgumentException($"'{name}' must be in {parameter.Range}, got {value}.");
        }
        var complete = HyperParameters.Empty;
        foreach (var parameter in Parameters)
            if (IsActive(parameter, complete))
                complete = complete.With(parameter.Name, given.Values.TryGetValue(parameter.Name, out var value) ? value : parameter.DefaultValue);
        return complete;
    }
}
