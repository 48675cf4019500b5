using Kolosal.Statistics;
using Kolosal.Testing;

namespace Kolosal.Drift;

/// <summary>Against SciPy's two-sample tests and distances, and the scorecard form of the PSI.</summary>
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

    [OracleFact]
    public void Distances_of_samples_agree()
    {
        foreach (var c in Oracle.Cases("drift_batch.json", "two_sample_drift"))
        {
            double[] reference = OracleCase.Numbers(c.Inputs.GetProperty("reference")), current = OracleCase.Numbers(c.Inputs.GetProperty("current"));
            c.Near(c.Expected.GetProperty("wasserstein"), SampleDistances.Wasserstein(reference, current), "wasserstein");
            c.Near(c.Expected.GetProperty("energy_distance"), SampleDistances.Energy(reference, current), "energy_distance");
            var (before, now) = SampleDistances.JointBins(reference, current, c.Params.GetProperty("js_bins").GetInt32());
            double[] p = ShareDistances.Shares(now), q = ShareDistances.Shares(before);
            double divergence = ShareDistances.JensenShannon(p, q);
            c.Near(c.Expected.GetProperty("js_divergence_base2"), divergence, "js_divergence_base2");
            c.Near(c.Expected.GetProperty("js_distance_base2"), Math.Sqrt(divergence), "js_distance_base2");
            c.Near(c.Expected.GetProperty("hellinger"), ShareDistances.Hellinger(p, q), "hellinger");
            c.Near(c.Expected.GetProperty("total_variation"), ShareDistances.TotalVariation(p, q), "total_variation");
            c.Near(c.Expected.GetProperty("kl_current_vs_reference_nats"),
                ShareDistances.KullbackLeibler(p, q, c.Params.GetProperty("psi_eps").GetDouble()), "kl_current_vs_reference_nats");
        }
    }

    [OracleFact]
    public void Statistics_of_categories_agree()
    {
        foreach (var c in Oracle.Cases("drift_batch.json", "categorical_drift"))
        {
            long[] before = [.. OracleCase.Numbers(c.Inputs.GetProperty("reference_counts")).Select(n => (long)n)];
            long[] now = [.. OracleCase.Numbers(c.Inputs.GetProperty("current_counts")).Select(n => (long)n)];
            double[] q = ShareDistances.Shares(before), p = ShareDistances.Shares(now);
            var test = ContingencyTests.ChiSquared([.. before, .. now], before.Length, yates: false);
            c.Near(c.Expected.GetProperty("chi2_homogeneity"), test.Statistic, "chi2_homogeneity");
            c.Near(c.Expected.GetProperty("chi2_homogeneity_p"), test.P, "chi2_homogeneity_p");
            c.Near(c.Expected.GetProperty("js_distance_base2"), Math.Sqrt(ShareDistances.JensenShannon(p, q)), "js_distance_base2");
            c.Near(c.Expected.GetProperty("linf"), ShareDistances.Largest(p, q), "linf");
        }
    }
}
