# What a newcomer needs. `make help` lists it.

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench faces rewordings kills thirty grid measure shuffled pictures baselines packs measure-check setup

# rustup puts cargo where a shell that was opened before does not look.
export PATH := $(PATH):$(HOME)/.cargo/bin

# Said where cargo is about to be busy for minutes.
first_time = @[ -d "$${CARGO_TARGET_DIR:-target}/debug/deps" ] || \
	echo "Building for the first time: some minutes, and 1.2 GB in $${CARGO_TARGET_DIR:-target}. Later it takes seconds."

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: setup ## the main job, whole, against the practice site in a real browser
	$(first_time)
	cargo run --locked -- demo $(ARGS)

# More at once than there are cores, so that none idles while a walk waits for its page.
test: export RUST_TEST_THREADS ?= $(shell expr 3 '*' "$$(nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 2)")
test: setup ## the whole test suite
	@scripts/setup tests
	$(first_time)
	cargo test --locked $(ARGS)

lint: setup ## formatting, clippy, documentation and the page's scripts, as CI wants them
	cargo fmt --all --check
	cargo clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps
	cargo test --locked --quiet --test main suite::scripts

bench: setup ## start, memory and the walk beside Playwright's, in the release build
	bench/run $(ARGS)

faces: setup ## walks every face of the console and writes docs/faces.md anew (some ten minutes)
	UPDATE_FACES=1 FACES_ALL=1 cargo test --locked --test main faces -- --include-ignored

rewordings: setup ## walks with each wording changed in turn and writes docs/rewordings.md anew (some twenty minutes)
	REWORDINGS=all cargo test --locked --test main rewordings

kills: setup ## kills program, driver and browser after every single thing that happens in a run (some forty minutes)
	KILLS=all cargo test --locked --test main fleet::killed -- --nocapture --test-threads=1

thirty: setup ## thirty accounts with faults and two kills in between (some minutes; on a Grid, too, with SELENIUM_SERVER_JAR)
	cargo test --locked --test main fleet::thirty -- --ignored --nocapture --test-threads=1

grid: setup ## the batch on a real Selenium Grid, whose jar is fetched by npm (needs java)
	npm install --silent --no-save --ignore-scripts --prefix target/grid @nightwatch/selenium-server
	SELENIUM_SERVER_JAR="$$(ls "$(CURDIR)"/target/grid/node_modules/@nightwatch/selenium-server/lib/*.jar)" \
		cargo test --locked --test main fleet::grid -- --nocapture --test-threads=1

measure: setup ## what many accounts cost in time and memory, in the release build, on a machine that does nothing else
	cargo test --release --locked --test main fleet::measured -- --ignored --nocapture --test-threads=1

measure-check: setup ## how well the check tells a console that has changed, one change at a time (some twenty minutes)
	cargo test --locked --test main suite::check::measured -- --ignored --nocapture

shuffled: setup ## ten consoles drawn at random, walked before your eyes
	$(first_time)
	cargo run --locked -- demo --shuffled 10 $(ARGS)

pictures: setup ## the pictures in screenshots/, made anew
	cargo build --locked
	scripts/pictures $(ARGS)

baselines: setup ## the baselines of the practice site's generations in screenshots/whatsapp-token/, made anew
	UPDATE_BASELINES=1 cargo test --locked --test main suite::check::baselines

packs: setup ## the packs of the practice site's generations in packs/whatsapp-token/, made anew
	UPDATE_PACKS=1 cargo test --locked --test main suite::check::packs::the_shipped

setup: ## installs what is missing, or says how
	@scripts/setup
