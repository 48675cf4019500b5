namespace Kolosal.Feedback;

/// <summary>Mean of a quantity of each row, which rows may leave again.</summary>
public sealed class MeanTally
{
    public double Sum { get; set; }

    public double Squares { get; set; }

    /// <param name="value">Of the row.</param>
    /// <param name="sign">1 to add it, −1 to take it back.</param>
    public void Add(double value, int sign)
    {
        Sum += sign * value;
        Squares += sign * value * value;
    }

    /// <summary>The mean and its standard error s / √n; the error is 0 for one row, of which nothing is known.</summary>
    public (double Mean, double Error) Over(long rows)
    {
        double mean = Sum / rows, variance = rows > 1 ? Math.Max(0, Squares - rows * mean * mean) / (rows - 1) : 0;
        return (mean, Math.Sqrt(variance / rows));
    }
}
