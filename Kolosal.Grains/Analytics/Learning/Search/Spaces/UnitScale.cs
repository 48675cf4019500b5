namespace Kolosal.Learning.Search;

/// <summary>A numeric parameter on the unit interval, logarithmic where it says so; an integer owns a cell of equal width on its scale.</summary>
internal readonly struct UnitScale
{
    private readonly double low, high, smallest, largest;
    private readonly bool log, whole;

    /// <exception cref="ArgumentException">The parameter is not numeric.</exception>
    public UnitScale(Parameter parameter) => (smallest, largest, low, high, log, whole) = parameter switch
    {
        FloatParameter { Log: true } f => (f.Low, f.High, Math.Log(f.Low), Math.Log(f.High), true, false),
        FloatParameter f => (f.Low, f.High, f.Low, f.High, false, false),
        IntegerParameter { Log: true } i => (i.Low, i.High, Math.Log(i.Low - 0.5), Math.Log(i.High + 0.5), true, true),
        IntegerParameter i => (i.Low, i.High, i.Low - 0.5, i.High + 0.5, false, true),
        _ => throw new ArgumentException($"'{parameter.Name}' is not numeric.", nameof(parameter)),
    };

    /// <summary>Whether only integers are values.</summary>
    public bool Whole => whole;

    /// <summary>The position of a value, 0 … 1.</summary>
    public double ToUnit(double value) => high > low ? Math.Clamp(((log ? Math.Log(value) : value) - low) / (high - low), 0, 1) : 0.5;

    /// <summary>The value at a position.</summary>
    public double FromUnit(double unit)
    {
        double value = low + Math.Clamp(unit, 0, 1) * (high - low);
        if (log) value = Math.Exp(value);
        return Math.Clamp(whole ? Math.Round(value) : value, smallest, largest);
    }

    /// <summary>The position that stands for what a position means: the middle of an integer, else itself.</summary>
    public double Snap(double unit) => whole ? ToUnit(FromUnit(unit)) : Math.Clamp(unit, 0, 1);

    /// <summary>The ends of the cell of the integer at a position.</summary>
    public (double Low, double High) Cell(double unit)
    {
        double value = FromUnit(unit);
        return (ToUnit(value - 0.5), ToUnit(value + 0.5));
    }
}
