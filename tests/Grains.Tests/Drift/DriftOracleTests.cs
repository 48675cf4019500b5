using Kolosal.Statistics;
using Kolosal.Testing;

namespace Kolosal.Drift;

/// <summary>Against SciPy's two-sample tests and the scorecard form of the PSI. Other statistics of the file are not built yet.</summary>
public class DriftOracleTests
{
    [OracleFact]
    public void Distance_and_its_limit_law_agree_with_scipy()
    {
        foreach (var c in Oracle.Cases("drift_batch.json", "two_sample_drift"))
        {
            double[] reference = OracleCase.Numbers(c.Inputs.GetProperty("reference")), current = OracleCase.Numbers(c.Inputs.GetProperty("current"));
            double distance = KolmogorovSmirnov.Distance(reference, current);
            c.Near(c.Expected.GetProperty("ks_statistic"), distance, "ks_statistic");

            // SciPy takes the exact law of one sample of that effective size, Stephens'
            // correction approximates it: closeness is what can be asked for.
            double asymptotic = OracleCase.Number(c.Expected.GetProperty("ks_pvalue_asymptotic"));
            Assert.InRange(KolmogorovSmirnov.PValue(distance, reference.Length, current.Length), asymptotic * 0.8 - 1e-9, asymptotic * 1.25 + 1e-9);
        }
    }

    [OracleFact]
    public void Index_of_shares_agrees()
    {
        foreach (var c in Oracle.Cases("drift_batch.json", "two_sample_drift"))
        {
            if (!c.Expected.TryGetProperty("psi_reference_shares", out var reference)) continue;
            double psi = PopulationStability.IndexOfShares(
                OracleCase.Numbers(reference), OracleCase.Numbers(c.Expected.GetProperty("psi_current_shares")),
                    c.Params.GetProperty("psi_eps").GetDouble());
            c.Near(c.Expected.GetProperty("psi"), psi, "psi");
        }
    }
}
