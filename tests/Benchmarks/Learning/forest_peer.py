"""Times scikit-learn's default random forest.

usage: forest_peer.py FOLDER ROWS TEST COLUMNS      (threads: OMP_NUM_THREADS, default 2)
Reads FOLDER/x.f64 (rows + test rows, row-major) and FOLDER/y.i32; prints one JSON line: train_s, predict_s of all test rows, auc.
"""
import json, os, sys, time
import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score

folder, rows, test, columns = sys.argv[1], *map(int, sys.argv[2:5])
x = np.fromfile(os.path.join(folder, "x.f64")).reshape(rows + test, columns).astype(np.float32)
y = np.fromfile(os.path.join(folder, "y.i32"), dtype=np.int32)
model = RandomForestClassifier(100, n_jobs=int(os.environ.get("OMP_NUM_THREADS", "2")), random_state=0)
start = time.perf_counter()
model.fit(x[:rows], y[:rows])
train = time.perf_counter() - start
start = time.perf_counter()
answers = model.predict_proba(x[rows:])[:, 1]
predict = time.perf_counter() - start
print(json.dumps({"train_s": train, "predict_s": predict, "auc": roc_auc_score(y[rows:], answers)}))
