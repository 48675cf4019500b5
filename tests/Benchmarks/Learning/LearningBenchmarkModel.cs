using Kolosal.Learning;

namespace Kolosal.Benchmarks;

/// <summary>One of our trainers and the peers it is held against; of several
/// configurations the one with the better mean counts, on both sides.</summary>
/// <param name="Name">What the table says.</param>
/// <param name="Trainers">Our trainers' names, the one that supports the task is used.</param>
/// <param name="Configurations">Our hyper-parameters; the first are the defaults.</param>
/// <param name="Sklearn">scikit-learn's counterparts in learning_peers.py with their defaults.</param>
/// <param name="Xgboost">XGBoost's, where it has a counterpart.</param>
/// <param name="Recorded">The names in the recorded peers.csv, with the larger forests of that file.</param>
internal sealed record LearningBenchmarkModel(
    string Name, string[] Trainers, HyperParameters[] Configurations, string[] Sklearn, string[] Xgboost, string[] Recorded)
{
    /// <summary>All of them; those whose trainer does not exist are left out.</summary>
    public static IReadOnlyList<LearningBenchmarkModel> All { get; } =
    [
        new("boosting", ["gradient_boosting"],
            // The second was chosen on validation cuts of the training parts.
            [HyperParameters.Empty, HyperParameters.Empty.With("trees", 300).With("learning_rate", 0.05).With("min_rows_per_leaf", 5)
                .With("row_sample", 0.7)],
            ["sk_histgb_default", "sk_histgb_200_lr0.05"], ["xgb_hist_default", "xgb_hist_300_lr0.05_d6"],
                ["sk_histgb_default", "sk_histgb_200_lr0.05"]),
        new("random_forest", ["random_forest"], [HyperParameters.Empty], ["sk_randomforest"], [], ["sk_randomforest_200"]),
        new("extra_trees", ["extra_trees"], [HyperParameters.Empty], ["sk_extratrees"], [], ["sk_extratrees_200"]),
        new("decision_tree", ["decision_tree"], [HyperParameters.Empty], ["sk_tree"], [], []),
        new("ada_boost", ["ada_boost"], [HyperParameters.Empty], ["sk_adaboost"], [], []),
        new("linear", ["logistic_regression", "ridge"], [HyperParameters.Empty], ["sk_linear"], [], ["sk_linear"]),
        new("nearest_neighbours", ["k_nearest_neighbours"], [HyperParameters.Empty], ["sk_knn"], [], []),
        new("naive_bayes", ["gaussian_naive_bayes"], [HyperParameters.Empty], ["sk_gaussian_nb"], [], []),
    ];

    /// <summary>Our trainer for a task, or null when there is none.</summary>
    public TrainerDescriptor? TrainerFor(LearningTask task) =>
        Trainers.Select(name => Learning.Trainers.All.FirstOrDefault(t => t.Name == name)).FirstOrDefault(t => t?.Supports(task) == true);
}
