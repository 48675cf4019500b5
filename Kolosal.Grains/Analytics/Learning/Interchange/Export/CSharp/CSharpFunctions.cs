namespace Kolosal.Learning.Interchange;

/// <summary>The functions that exported source calls, as source.</summary>
internal static class CSharpFunctions
{
    public const string All = """

            private static double[] Each(double[] x, Func<double, double> f) => Array.ConvertAll(x, v => f(v));

            private static double[] Both(double[] a, double[] b, Func<double, double, double> f)
            {
                double[] r = new double[Math.Max(a.Length, b.Length)];
                for (int i = 0; i < r.Length; i++) r[i] = f(a[a.Length == 1 ? 0 : i], b[b.Length == 1 ? 0 : i]);
                return r;
            }

            private static double[] Choose(double[] c, double[] a, double[] b)
            {
                double[] r = new double[Math.Max(c.Length, Math.Max(a.Length, b.Length))];
                for (int i = 0; i < r.Length; i++)
                    r[i] = c[c.Length == 1 ? 0 : i] != 0 ? a[a.Length == 1 ? 0 : i] : b[b.Length == 1 ? 0 : i];
                return r;
            }

            private static double[] Pick(double[] x, int[] places) => Array.ConvertAll(places, place => x[place]);

            private static double[] Join(params double[][] parts)
            {
                var r = new List<double>();
                foreach (double[] part in parts) r.AddRange(part);
                return r.ToArray();
            }

            private static double[] Linear(double[] x, double[] weights, double[] offsets)
            {
                double[] r = new double[offsets.Length];
                for (int o = 0; o < r.Length; o++)
                {
                    double sum = offsets[o];
                    for (int i = 0; i < x.Length; i++) sum += weights[o * x.Length + i] * x[i];
                    r[o] = sum;
                }
                return r;
            }

            private static double[] Maximum(double[] x)
            {
                double most = x[0];
                foreach (double v in x) most = Math.Max(most, v);
                return new[] { most };
            }

            private static double[] Smallest(double[] x, int count)
            {
                double[] r = new double[2 * count];
                int found = 0;
                for (int i = 0; i < x.Length; i++)
                {
                    if (found == count && !(x[i] < r[count - 1])) continue;
                    int at = found < count ? found++ : count - 1;
                    for (; at > 0 && x[i] < r[at - 1]; at--) (r[at], r[count + at]) = (r[at - 1], r[count + at - 1]);
                    (r[at], r[count + at]) = (x[i], i);
                }
                return r;
            }

            private static Dictionary<string, int> Index(params string[] keys)
            {
                var r = new Dictionary<string, int>(StringComparer.Ordinal);
                foreach (string key in keys) r.Add(key, r.Count);
                return r;
            }

            private static int Find(Dictionary<string, int> keys, string text) =>
                keys.TryGetValue(text, out int at) ? at : text.Length > 0 ? keys.Count : keys.Count + 1;

            private static int Code(double x, int codes) => x > -0.5 && x < codes - 0.5 ? (int)x : codes;

            private static double[] Row(double[] table, int row, int width) => table.AsSpan(row * width, width).ToArray();

            private static double[] Trees(double[] x, int[] roots, int[] columns, double[] thresholds, int[] missing, int[] children, double[] values,
                int[] scores, double[] bases, double scale)
            {
                double[] r = (double[])bases.Clone();
                for (int tree = 0; tree < scores.Length; tree++)
                {
                    int at = roots[tree];
                    while (columns[at] >= 0)
                    {
                        double v = x[columns[at]];
                        at = children[at] + (v <= thresholds[at] || (double.IsNaN(v) && missing[at] != 0) ? 0 : 1);
                    }
                    if (scores[tree] >= 0) r[scores[tree]] += scale * values[children[at]];
                    else
                        for (int k = 0; k < r.Length; k++) r[k] += scale * values[children[at] + k];
                }
                return r;
            }

        """;

    /// <summary>The error function, which the base library lacks: Maclaurin series up to 3, beyond it one minus Lentz's continued fraction of erfc
    /// (Abramowitz and Stegun 7.1.6 and 7.1.14).</summary>
    public const string ErrorFunction = """

            private static double ErrorFunction(double x)
            {
                double z = Math.Abs(x);
                if (!(z > 0)) return x;
                if (z > 6) return Math.Sign(x);
                double value;
                if (z < 3)
                {
                    double term = z, sum = z;
                    for (int n = 1; term > sum * 1e-17; n++) sum += term *= 2 * z * z / (2 * n + 1);
                    value = 2 / Math.Sqrt(Math.PI) * Math.Exp(-z * z) * sum;
                }
                else
                {
                    double fraction = z;
                    for (int n = 60; n > 0; n--) fraction = z + n / 2.0 / fraction;
                    value = 1 - Math.Exp(-z * z) / Math.Sqrt(Math.PI) / fraction;
                }
                return x < 0 ? -value : value;
            }

        """;
}
