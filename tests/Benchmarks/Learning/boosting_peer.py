"""Times XGBoost or scikit-learn's HistGradientBoosting on the generated 1,000,000 x 28 problem, with the settings of the shared speed_run.py.

usage: boosting_peer.py CONFIG     in a folder that has scratch/speed.npz (threads: OMP_NUM_THREADS, default 2)
CONFIG: xgb_leaf31, xgb_depth8, histgb_leaf31; xgb_leaf31 may be followed by :SHARE, its own subsample of the rows in each round.
Prints one JSON line: train_s (with preparation), predict_100k_s, predict_1m_s, predict_1row_ms, auc, working_mb (peak of the training above the loaded data).
"""
import json, os, resource, sys, time
import numpy as np
from sklearn.metrics import roc_auc_score

name, _, share = sys.argv[1].partition(":")
threads = int(os.environ.get("OMP_NUM_THREADS", "2"))
data = np.load("scratch/speed.npz")
x, y = data["X"], data["y"]
train_x, train_y, test_x, test_y = x[:1_000_000], y[:1_000_000], x[1_000_000:], y[1_000_000:]


def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


loaded = peak_mb()
if name.startswith("xgb"):
    import xgboost as xgb
    settings = dict(objective="binary:logistic", tree_method="hist", max_bin=255, eta=0.1, nthread=threads)
    settings.update(dict(grow_policy="lossguide", max_leaves=31, max_depth=0) if name == "xgb_leaf31" else dict(max_depth=8))
    if share:
        settings["subsample"] = float(share)
    start = time.perf_counter()
    model = xgb.train(settings, xgb.DMatrix(train_x, train_y, nthread=threads), 100)
    answer = model.inplace_predict
else:
    from sklearn.ensemble import HistGradientBoostingClassifier
    start = time.perf_counter()
    model = HistGradientBoostingClassifier(max_iter=100, max_leaf_nodes=31, learning_rate=0.1, max_bins=255, early_stopping=False, random_state=0).fit(train_x, train_y)
    answer = lambda rows: model.predict_proba(rows)[:, 1]
train, working = time.perf_counter() - start, peak_mb() - loaded


def best(rows, repeats):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        answer(rows)
        times.append(time.perf_counter() - start)
    return min(times)


print(json.dumps({"train_s": train, "predict_100k_s": best(test_x, 3), "predict_1m_s": best(train_x, 2), "predict_1row_ms": 1000 * best(test_x[:1], 50),
                  "auc": roc_auc_score(test_y, answer(test_x)), "working_mb": working}))
