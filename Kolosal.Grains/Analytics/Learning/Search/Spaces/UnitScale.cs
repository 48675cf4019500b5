namespace Kolosal.Learning.Search;

/// <summary>Numeric parameters on the unit interval, logarithmic where they say so; an integer owns a cell of equal width on its scale.</summary>
internal static class UnitScale
{
    /// <summary>The position of a value, 0 … 1.</summary>
    public static double ToUnit(Parameter parameter, double value)
    {
        var (low, high, log) = Bounds(parameter);
        return high > low ? Math.Clamp(((log ? Math.Log(value) : value) - low) / (high - low), 0, 1) : 0.5;
    }

    /// <summary>The value at a position.</summary>
    public static double FromUnit(Parameter parameter, double unit)
    {
        var (low, high, log) = Bounds(parameter);
        double value = low + Math.Clamp(unit, 0, 1) * (high - low);
        if (log) value = Math.Exp(value);
        return parameter switch
        {
            IntegerParameter i => Math.Clamp(Math.Round(value), i.Low, i.High),
            FloatParameter f => Math.Clamp(value, f.Low, f.High),
            _ => throw new ArgumentException($"'{parameter.Name}' is not numeric.", nameof(parameter)),
        };
    }

    private static (double Low, double High, bool Log) Bounds(Parameter parameter) => parameter switch
    {
        FloatParameter { Log: true } f => (Math.Log(f.Low), Math.Log(f.High), true),
        FloatParameter f => (f.Low, f.High, false),
        IntegerParameter { Log: true } i => (Math.Log(i.Low - 0.5), Math.Log(i.High + 0.5), true),
        IntegerParameter i => (i.Low - 0.5, i.High + 0.5, false),
        _ => throw new ArgumentException($"'{parameter.Name}' is not numeric.", nameof(parameter)),
    };
}
