namespace Kolosal.Learning;

/// <summary>The outermost values of a hyper-parameter, which conformance suites train with.</summary>
internal static class ParameterEnds
{
    /// <summary>Both ends of a range, or every choice.</summary>
    /// <param name="parameter">The hyper-parameter.</param>
    /// <param name="most">Integers are tried no higher, so that a thousand trees are not grown for a test.</param>
    public static ParameterValue[] Of(Parameter parameter, int most = int.MaxValue) => parameter switch
    {
        FloatParameter f => [f.Low, f.High],
        IntegerParameter i => [(double)i.Low, (double)Math.Min(i.High, most)],
        CategoricalParameter c => [.. c.Choices.Select(choice => (ParameterValue)choice)],
        _ => [],
    };
}
