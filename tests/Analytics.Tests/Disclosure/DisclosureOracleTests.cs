using System.Text.Json;
using Kolosal.Testing;

namespace Kolosal.Disclosure;

/// <summary>Values that others computed: anonymity, texts of many kinds, check digits, quantiles.</summary>
public sealed class DisclosureOracleTests
{
    [OracleFact]
    public void Anonymity_is_what_the_oracle_counted()
    {
        foreach (var oracle in Oracle.Cases("privacy.json", "k_anonymity"))
        {
            string?[][] rows = [.. oracle.Inputs.GetProperty("rows").EnumerateArray().Select(row => row.EnumerateArray().Select(Text).ToArray())];
            int width = rows[0].Length;
            IReadOnlyList<string?>[] columns = [.. Enumerable.Range(0, width).Select(c => rows.Select(row => row[c]).ToArray())];
            var (quasi, sensitive) = (columns[..^1], columns[^1]);
            var report = AnonymityMeasure.Of(quasi, sensitive);
            var expected = oracle.Expected;
            Assert.Equal(expected.GetProperty("k").GetInt32(), report.K);
            Assert.Equal(expected.GetProperty("classes").GetInt32(), report.Classes);
            Assert.Equal(expected.GetProperty("l_distinct").GetInt32(), report.DistinctL);
            Assert.Equal(expected.GetProperty("uniques").GetInt32(), report.Uniques);
            oracle.Near(expected.GetProperty("l_entropy"), report.EntropyL!.Value, "l_entropy");
            oracle.Near(expected.GetProperty("t"), report.T!.Value, "t");
            oracle.Near(expected.GetProperty("prosecutor_risk_max"), report.MaximumRisk, "risk");
            oracle.Near(expected.GetProperty("prosecutor_risk_mean"), report.MeanRisk, "mean risk");
            oracle.Near(expected.GetProperty("discernibility"), report.Discernibility, "discernibility");
            int k = oracle.Params.GetProperty("k_required").GetInt32();
            Assert.Equal(expected.GetProperty($"rows_to_suppress_for_k{k}").GetInt32(), AnonymityMeasure.RowsBelow(quasi, k));

            var classes = AnonymityMeasure.Classes(quasi, sensitive);
            foreach (var (listed, found) in expected.GetProperty("class_list").EnumerateArray().Zip(classes))
            {
                Assert.Equal(listed.GetProperty("key").EnumerateArray().Select(Text), found.Key);
                Assert.Equal(listed.GetProperty("size").GetInt32(), found.Size);
                Assert.Equal(listed.GetProperty("distinct_l").GetInt32(), found.DistinctL);
                oracle.Near(listed.GetProperty("entropy_l"), found.EntropyL, "class l");
                oracle.Near(listed.GetProperty("t"), found.T, "class t");
                oracle.Near(listed.GetProperty("recursive_c_min_for_l2"), found.RecursiveC ?? double.NaN, "class c");
            }
        }
    }

    [OracleFact]
    public void Every_text_of_the_oracle_is_what_it_says()
    {
        foreach (var oracle in Oracle.Cases("privacy.json", "pii_detect_whole_value"))
        {
            var pairs = oracle.Inputs.GetProperty("values").EnumerateArray().Zip(oracle.Expected.GetProperty("classes").EnumerateArray());
            foreach (var (value, expected) in pairs)
                Assert.Equal((value.GetString(), expected.GetString()), (value.GetString(), Word(ValueKinds.Of(value.GetString()!))));
        }
    }

    [OracleFact]
    public void Luhns_formula_agrees()
    {
        foreach (var oracle in Oracle.Cases("privacy.json", "luhn"))
            Assert.Equal(
                oracle.Expected.GetProperty("valid").EnumerateArray().Select(v => v.GetBoolean()),
                oracle.Inputs.GetProperty("values").EnumerateArray().Select(v => Checksums.IsPaymentCard(v.GetString())));
    }

    [OracleFact]
    public void Noise_is_calibrated_as_the_oracle_says()
    {
        foreach (var oracle in Oracle.Cases("privacy.json", "dp_mechanisms"))
        {
            double sensitivity = oracle.Params.GetProperty("sensitivity").GetDouble(), epsilon = oracle.Params.GetProperty("epsilon").GetDouble();
            double scale = NoiseMechanisms.LaplaceScale(sensitivity, epsilon);
            oracle.Near(oracle.Expected.GetProperty("laplace_scale"), scale, "scale");
            oracle.Near(oracle.Expected.GetProperty("gaussian_sigma_classic"),
                NoiseMechanisms.GaussianSigmaClassic(sensitivity, epsilon, oracle.Params.GetProperty("delta").GetDouble()), "sigma");
            foreach (var (u, expected) in oracle.Inputs.GetProperty("u").EnumerateArray()
                .Zip(oracle.Expected.GetProperty("laplace_quantile").EnumerateArray()))
                oracle.Near(expected, NoiseMechanisms.LaplaceQuantile(u.GetDouble(), scale), "quantile");
        }
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };

    private static string? Word(ValueKind kind) => kind switch
    {
        ValueKind.Email => "email",
        ValueKind.IpV4 => "ipv4",
        ValueKind.IpV6 => "ipv6",
        ValueKind.UsSsn => "us_ssn",
        ValueKind.Phone => "phone",
        ValueKind.PaymentCard => "credit_card",
        ValueKind.Iban => "iban",
        ValueKind.Date => "date",
        ValueKind.Mac => "mac",
        ValueKind.Uuid => "uuid",
        ValueKind.UsZipPlus4 => "us_zip_plus4",
        ValueKind.None => null,
        _ => kind.ToString(),
    };
}
