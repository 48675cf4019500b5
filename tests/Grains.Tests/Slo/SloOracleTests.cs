using System.Text;
using Kolosal.Testing;

namespace Kolosal.Slo;

/// <summary>Against the error-budget arithmetic worked out elsewhere.</summary>
public class SloOracleTests
{
    [OracleFact]
    public void Budgets_agree()
    {
        foreach (var c in Oracle.Cases("slo.json", "error_budget"))
        {
            var budget = Budget(c);
            long total = c.Inputs.GetProperty("total").GetInt64(), bad = c.Inputs.GetProperty("bad").GetInt64();
            c.Near(c.Expected.GetProperty("budget_fraction"), budget.Fraction, "fraction");
            c.Near(c.Expected.GetProperty("allowed_bad"), budget.AllowedBad(total), "allowed bad");
            c.Near(c.Expected.GetProperty("allowed_downtime_minutes"), budget.AllowedDowntimeMinutes, "downtime");
            c.Near(c.Expected.GetProperty("budget_consumed"), budget.Consumed(total, bad), "consumed");
        }
    }

    [OracleFact]
    public void Burn_rates_agree()
    {
        foreach (var c in Oracle.Cases("slo.json", "burn_rate_table"))
        {
            var budget = Budget(c);
            foreach (var row in c.Expected.GetProperty("rows").EnumerateArray())
            {
                double hours = row.GetProperty("long_window_hours").GetDouble();
                double burn = budget.BurnSpending(row.GetProperty("budget_percent").GetDouble() / 100, hours);
                c.Near(row.GetProperty("burn_rate"), burn, "burn");
                c.Near(row.GetProperty("detection_minutes_at_100pct_errors"), budget.MinutesToDetectOutage(burn, hours), "detection");
            }
            var exhaustion = c.Expected.GetProperty("time_to_exhaustion_hours_at_burn_1_10_1000");
            double[] burns = [1, 10, 1000];
            for (int i = 0; i < burns.Length; i++) c.Near(exhaustion[i], budget.HoursToExhaustion(burns[i]), "exhaustion");
        }
    }

    [OracleFact]
    public void Multi_window_alerts_fire_in_the_same_minutes()
    {
        foreach (var c in Oracle.Cases("slo.json", "burn_rate_alert_series"))
        {
            var budget = new ErrorBudget(c.Params.GetProperty("slo").GetDouble(), 30);
            long[] total = [.. c.Inputs.GetProperty("total").EnumerateArray().Select(t => t.GetInt64())],
                bad = [.. c.Inputs.GetProperty("bad").EnumerateArray().Select(b => b.GetInt64())];
            var counts = RequestCounts.Over(30);
            var alerts = new StringBuilder();
            for (int minute = 0; minute < total.Length; minute++)
            {
                for (long request = 0; request < total[minute]; request++) counts.Add(minute, request < bad[minute]);
                bool fires = BurnRule.Paging.Any(rule => rule.Fires(Burn(rule.LongMinutes), Burn(rule.ShortMinutes)));
                alerts.Append(fires ? 'P' : '-');

                double Burn(int window)
                {
                    var (requests, failures) = counts.Recent(minute, window);
                    return budget.Burn(requests, failures);
                }
            }
            Assert.Equal(c.Expected.GetProperty("alert").GetString(), alerts.ToString());
        }
    }

    private static ErrorBudget Budget(OracleCase c) => new(c.Params.GetProperty("slo").GetDouble(), c.Params.GetProperty("window_days").GetDouble());
}
