namespace Kolosal.Slo;

/// <summary>The arithmetic of error budgets (Beyer et al., The Site Reliability Workbook, ch. 5).</summary>
/// <param name="Target">Promised share of good requests, between 0 and 1.</param>
/// <param name="WindowDays">The window the promise is about.</param>
public readonly record struct ErrorBudget(double Target, double WindowDays)
{
    /// <summary>Share of requests that may be bad.</summary>
    public double Fraction => 1 - Target;

    /// <summary>How many of <paramref name="total"/> may be bad.</summary>
    public double AllowedBad(long total) => total * Fraction;

    /// <summary>How long a total outage the promise leaves room for.</summary>
    public double AllowedDowntimeMinutes => WindowDays * 24 * 60 * Fraction;

    /// <summary>Bad over allowed bad; 0 without requests.</summary>
    public double Consumed(long total, long bad) => total == 0 ? 0 : bad / AllowedBad(total);

    /// <summary>How many times faster than "used up exactly at the window's end" the budget goes; 0 without requests.</summary>
    public double Burn(long total, long bad) => total == 0 ? 0 : bad / (double)total / Fraction;

    /// <summary>The burn rate that spends <paramref name="share"/> of the budget within <paramref name="hours"/>.</summary>
    public double BurnSpending(double share, double hours) => share * WindowDays * 24 / hours;

    /// <summary>Until the budget is gone at a steady burn rate, from full.</summary>
    public double HoursToExhaustion(double burn) => WindowDays * 24 / burn;

    /// <summary>How long everything must fail until a rule over a window of <paramref name="hours"/> reaches <paramref name="burn"/>.</summary>
    public double MinutesToDetectOutage(double burn, double hours) => burn * Fraction * hours * 60;
}
